using System.Threading.Channels;

namespace Analytics.Local.Serving;

/// <summary>Signals the roll-up when the aggregators have written much to the live table. Safe for concurrent use.</summary>
internal sealed class RollupTrigger
{
    private const long MaxLiveBytes = 16L * 1024 * 1024;

    // Holds one signal; a second that comes before the first is taken means the same and is dropped.
    private readonly Channel<bool> _largeHours = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );
    private long _bytes;

    /// <summary>Counts bytes written to the live table.</summary>
    public void Add(long bytes)
    {
        // Only who crosses the mark signals, and the counter starts over.
        if (Interlocked.Add(ref _bytes, bytes) >= MaxLiveBytes && Interlocked.Exchange(ref _bytes, 0) >= MaxLiveBytes)
        {
            _largeHours.Writer.TryWrite(true);
        }
    }

    /// <summary>Completes true when much has been written, false when the time is over.</summary>
    public async Task<bool> WaitAsync(TimeSpan time, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var large = _largeHours.Reader.ReadAsync(linked.Token).AsTask();
        var due = Task.Delay(time, timeProvider, linked.Token);
        await Task.WhenAny(large, due);
        await linked.CancelAsync();

        // The wait may have won after the delay did; then its signal must not be lost.
        await ((Task)large).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        return large.IsCompletedSuccessfully;
    }
}
