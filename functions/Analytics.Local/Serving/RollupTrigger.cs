using System.Threading.Channels;
using Analytics.Core.Live;

namespace Analytics.Local.Serving;

/// <summary>
/// Signals a roll-up when the aggregators have written many bytes to the live table: 16 MiB at the beginning of an hour, some 400,000
/// events, and later as many as were rolled up before, 96 MiB at most. Folded until then, these take a quarter. Also once no history was
/// written for some seconds after some was. Safe for concurrent use.
/// </summary>
internal sealed class RollupTrigger : IDisposable
{
    private const long LargeBytes = 16L * 1024 * 1024;
    private const long LargestBytes = 6 * LargeBytes;

    // Holds one signal; a second one before the first is read has the same meaning and is dropped.
    private readonly Channel<bool> _signals = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );
    private readonly Lock _gate = new();
    private readonly RollupPace _pace = new(LargeBytes, LargestBytes);
    private readonly TimeProvider _clock;
    private readonly ITimer _historyPause;

    /// <param name="clock">Says which hour it is, and how long ago history was written.</param>
    public RollupTrigger(TimeProvider clock)
    {
        _clock = clock;
        _historyPause = clock.CreateTimer(_ => Signal(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Looks for history in what an aggregator has written.</summary>
    public void AddHistory(BucketWrites written)
    {
        foreach (var bucket in written.WithHistory())
        {
            written.ResetHistory(bucket);
            _historyPause.Change(RollupDemand.HistoryPause, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Counts bytes written to the live table.</summary>
    public void Add(long bytes)
    {
        lock (_gate)
        {
            _pace.Add(bytes, _clock.GetUtcNow());
            if (!_pace.IsDue)
            {
                return;
            }

            _pace.Reset();
        }

        Signal();
    }

    /// <summary>Waits. Returns true once there is a signal, false if the time is over.</summary>
    public async Task<bool> WaitAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var signal = _signals.Reader.ReadAsync(linked.Token).AsTask();
        var due = Task.Delay(time, _clock, linked.Token);
        await Task.WhenAny(signal, due);
        await linked.CancelAsync();

        // The signal may arrive after the delay has ended; it must not be lost.
        await ((Task)signal).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        return signal.IsCompletedSuccessfully;
    }

    /// <inheritdoc/>
    public void Dispose() => _historyPause.Dispose();

    private void Signal() => _signals.Writer.TryWrite(true);
}
