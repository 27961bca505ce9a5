using System.Threading.Channels;

namespace Analytics.Local.Serving;

/// <summary>Signals a roll-up when the aggregators have written many bytes to the live table. Safe for concurrent use.</summary>
internal sealed class RollupTrigger
{
    private const long MaxLiveBytes = 16L * 1024 * 1024;

    // Holds one signal; a second one before the first is read has the same meaning and is dropped.
    private readonly Channel<bool> _largeHours = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );
    private long _bytes;

    /// <summary>Counts bytes written to the live table.</summary>
    public void Add(long bytes)
    {
        // Only the write that crosses the limit signals; then the counter restarts.
        if (Interlocked.Add(ref _bytes, bytes) >= MaxLiveBytes && Interlocked.Exchange(ref _bytes, 0) >= MaxLiveBytes)
        {
            _largeHours.Writer.TryWrite(true);
        }
    }

    /// <summary>Waits. Returns true once the limit was crossed, false if the time is over.</summary>
    public async Task<bool> WaitAsync(TimeSpan time, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var large = _largeHours.Reader.ReadAsync(linked.Token).AsTask();
        var due = Task.Delay(time, timeProvider, linked.Token);
        await Task.WhenAny(large, due);
        await linked.CancelAsync();

        // The signal may arrive after the delay has ended; it must not be lost.
        await ((Task)large).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        return large.IsCompletedSuccessfully;
    }
}
