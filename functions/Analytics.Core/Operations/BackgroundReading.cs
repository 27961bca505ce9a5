namespace Analytics.Core.Operations;

/// <summary>
/// Keeps the latest result of a reading that takes longer the more is stored. Callers get it with its time, while a newer one is made in
/// the background at most once at a time. Safe for concurrent use.
/// </summary>
/// <param name="read">Reads; is cancelled when this is disposed.</param>
/// <param name="waitsForFirst">True if callers wait for the first result, however long it takes.</param>
/// <param name="clock">The clock.</param>
/// <typeparam name="T">The result.</typeparam>
public sealed class BackgroundReading<T>(Func<CancellationToken, Task<T>> read, bool waitsForFirst, TimeProvider clock)
    : IDisposable,
        IAsyncDisposable
    where T : class
{
    /// <summary>Time for which a caller waits for a newer result.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);

    /// <summary>Age up to which a result is not read again, if the reading was short.</summary>
    public static readonly TimeSpan Freshness = TimeSpan.FromSeconds(10);

    // A reading may take a twentieth of the time at most.
    private const int Rest = 20;

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stop = new();
    private Result? _latest;
    private Task _running = Task.CompletedTask;

    /// <summary>Returns the latest result; null while the first one is read, if callers do not wait for it.</summary>
    /// <exception cref="IOException">The storage does not answer now, as the reading has just found.</exception>
    /// <exception cref="Tables.TableCorruptException">A row is damaged, as the reading has just found.</exception>
    public async Task<(DateTimeOffset At, T Value)?> ReadAsync(CancellationToken cancellationToken)
    {
        Task running;
        TimeSpan patience;
        lock (_gate)
        {
            patience = waitsForFirst && _latest is null ? Timeout.InfiniteTimeSpan : Patience;
            if (_latest is { } fresh && clock.GetElapsedTime(fresh.Ended) < fresh.KeptFor)
            {
                return (fresh.At, fresh.Value);
            }

            running = _running = _running.IsCompleted ? RefreshAsync() : _running;
        }

        // The caller does not wait longer for a reading that fails later either; the next caller begins another.
        await Task.WhenAny(running, Task.Delay(patience, clock, cancellationToken));
        cancellationToken.ThrowIfCancellationRequested();
        await (running.IsCompleted ? running : Task.CompletedTask);
        lock (_gate)
        {
            return _latest is { } latest ? (latest.At, latest.Value) : null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        Task running;
        lock (_gate)
        {
            running = _running;
        }

        // The storage is closed after this.
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task RefreshAsync()
    {
        // Off the caller's thread, because a local storage may answer without waiting.
        await Task.Yield();
        var (at, started) = (clock.GetUtcNow(), clock.GetTimestamp());
        var value = await read(_stop.Token);
        var ended = clock.GetTimestamp();
        var rest = clock.GetElapsedTime(started, ended) * Rest;
        lock (_gate)
        {
            _latest = new(at, ended, rest > Freshness ? rest : Freshness, value);
        }
    }

    private sealed record Result(DateTimeOffset At, long Ended, TimeSpan KeptFor, T Value);
}
