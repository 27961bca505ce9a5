namespace Analytics.Local.Serving;

/// <summary>Tells the rollup when the aggregators have written much to the live table. Safe for concurrent use.</summary>
internal sealed class RollupTrigger
{
    private const long MaxLiveBytes = 16L * 1024 * 1024;

    private readonly SemaphoreSlim _large = new(0, 1);
    private long _bytes;

    /// <summary>Counts bytes written to the live table.</summary>
    public void Add(long bytes)
    {
        // Only who crosses the mark signals, and the counter starts over, so at most one signal waits.
        if (Interlocked.Add(ref _bytes, bytes) >= MaxLiveBytes && Interlocked.Exchange(ref _bytes, 0) >= MaxLiveBytes && _large.CurrentCount == 0)
        {
            _large.Release();
        }
    }

    /// <summary>Completes true when much has been written, false when the time is over.</summary>
    public async Task<bool> WaitAsync(TimeSpan time, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var large = _large.WaitAsync(either.Token);
        var due = Task.Delay(time, timeProvider, either.Token);
        await Task.WhenAny(large, due);
        await either.CancelAsync();

        // The wait may have won after the delay did; then its signal must not be lost.
        await large.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        return large.IsCompletedSuccessfully;
    }
}
