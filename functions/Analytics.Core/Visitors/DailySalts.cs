namespace Analytics.Core.Visitors;

/// <summary>
/// Caches today's and yesterday's salt. Tomorrow's is created ten minutes ahead, so that no request waits at midnight and client clocks
/// that are ahead find it; salts are deleted from the store when they are 48 hours old. Safe for concurrent use.
/// </summary>
/// <param name="store">The store that all instances share.</param>
/// <param name="time">The clock.</param>
public sealed class DailySalts(ISaltStore store, TimeProvider time) : IDisposable
{
    /// <summary>Time before midnight at which tomorrow's salt is created.</summary>
    public static readonly TimeSpan CreatedAhead = TimeSpan.FromMinutes(10);

    private readonly SemaphoreSlim _refreshing = new(1, 1);
    private SaltSet? _current;

    /// <summary>Returns the retained salts; without waiting unless the day has changed.</summary>
    public ValueTask<SaltSet> GetAsync(CancellationToken cancellationToken) =>
        Volatile.Read(ref _current) is { } current && IsFresh(current, time.GetUtcNow())
            ? ValueTask.FromResult(current)
            : RefreshAsync(cancellationToken);

    /// <summary>
    /// Creates missing salts and deletes those older than 48 hours. <see cref="GetAsync"/> calls it when due; a timer of the host
    /// calls it at least hourly, so that salts are also deleted without visitors.
    /// </summary>
    public async ValueTask<SaltSet> RefreshAsync(CancellationToken cancellationToken)
    {
        await _refreshing.WaitAsync(cancellationToken);
        try
        {
            var now = time.GetUtcNow();
            var current = _current;
            if (current is null || !IsFresh(current, now))
            {
                current = await LoadAsync(now, current, cancellationToken);
                Volatile.Write(ref _current, current);
            }

            await store.DeleteBeforeAsync(current.Today.AddDays(-1), cancellationToken);
            return current;
        }
        finally
        {
            _refreshing.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _refreshing.Dispose();

    private async ValueTask<SaltSet> LoadAsync(DateTimeOffset now, SaltSet? previous, CancellationToken cancellationToken)
    {
        var today = DayOf(now);
        return new SaltSet(
            today,
            previous?.Find(today.DayNumber) ?? await store.GetOrCreateAsync(today, cancellationToken),
            previous?.Find(today.DayNumber - 1) ?? await store.GetOrCreateAsync(today.AddDays(-1), cancellationToken),
            NeedsTomorrow(now) ? await store.GetOrCreateAsync(today.AddDays(1), cancellationToken) : null,
            previous?.ImportKey ?? await store.GetOrCreateImportKeyAsync(cancellationToken)
        );
    }

    private static bool IsFresh(SaltSet set, DateTimeOffset now) =>
        set.Today == DayOf(now) && (set.TomorrowsSalt is not null || !NeedsTomorrow(now));

    private static bool NeedsTomorrow(DateTimeOffset now) => now.UtcDateTime.TimeOfDay >= TimeSpan.FromDays(1) - CreatedAhead;

    private static DateOnly DayOf(DateTimeOffset now) => DateOnly.FromDateTime(now.UtcDateTime);
}
