namespace Analytics.Core.Visitors;

/// <summary>
/// Today's and yesterday's salt in memory. Tomorrow's is made ten minutes ahead, so that midnight waits for nobody and client clocks that
/// are ahead find it; salts are deleted from the store when they are 48 hours old. Safe for concurrent use.
/// </summary>
/// <param name="store">The store that all instances share.</param>
/// <param name="time">The clock.</param>
public sealed class DailySalts(ISaltStore store, TimeProvider time) : IDisposable
{
    /// <summary>Time before midnight at which tomorrow's salt is made.</summary>
    public static readonly TimeSpan MadeAhead = TimeSpan.FromMinutes(10);

    private readonly SemaphoreSlim _refreshing = new(1, 1);
    private SaltSet? _current;

    /// <summary>The salts that are retained now; without waiting unless the day has changed.</summary>
    public ValueTask<SaltSet> GetAsync(CancellationToken cancellationToken) =>
        Volatile.Read(ref _current) is { } current && IsFresh(current, time.GetUtcNow())
            ? ValueTask.FromResult(current)
            : RefreshAsync(cancellationToken);

    /// <summary>
    /// Makes what is missing and deletes what is over 48 hours old. <see cref="GetAsync"/> does it when it is due; a timer of the host
    /// calls it at least hourly, so that salts also go where nobody visits.
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

    private async ValueTask<SaltSet> LoadAsync(DateTimeOffset now, SaltSet? known, CancellationToken cancellationToken)
    {
        var today = DayOf(now);
        return new SaltSet(
            today,
            known?.Find(today.DayNumber) ?? await store.GetOrCreateAsync(today, cancellationToken),
            known?.Find(today.DayNumber - 1) ?? await store.GetOrCreateAsync(today.AddDays(-1), cancellationToken),
            NeedsTomorrow(now) ? await store.GetOrCreateAsync(today.AddDays(1), cancellationToken) : null,
            known?.ImportKey ?? await store.GetOrCreateImportKeyAsync(cancellationToken)
        );
    }

    private static bool IsFresh(SaltSet set, DateTimeOffset now) =>
        set.Today == DayOf(now) && (set.TomorrowsSalt is not null || !NeedsTomorrow(now));

    private static bool NeedsTomorrow(DateTimeOffset now) => now.UtcDateTime.TimeOfDay >= TimeSpan.FromDays(1) - MadeAhead;

    private static DateOnly DayOf(DateTimeOffset now) => DateOnly.FromDateTime(now.UtcDateTime);
}
