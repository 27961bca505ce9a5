using System.Threading.Channels;
using Analytics.Core.Live;

namespace Analytics.Local.Serving;

/// <summary>
/// Signals a roll-up when the aggregators have written many bytes to the live table: 16 MiB at the beginning of an hour, some 400,000
/// events, and later as many as were rolled up before, 96 MiB at most. Folded until then, these take a quarter. Safe for concurrent use.
/// </summary>
/// <param name="clock">Says which hour it is.</param>
internal sealed class RollupTrigger(TimeProvider clock)
{
    private const long LargeBytes = 16L * 1024 * 1024;
    private const long LargestBytes = 6 * LargeBytes;

    // Holds one signal; a second one before the first is read has the same meaning and is dropped.
    private readonly Channel<bool> _largeHours = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );
    private readonly Lock _gate = new();
    private readonly RollupPace _pace = new(LargeBytes, LargestBytes);

    /// <summary>Counts bytes written to the live table.</summary>
    public void Add(long bytes)
    {
        lock (_gate)
        {
            _pace.Add(bytes, clock.GetUtcNow());
            if (!_pace.IsDue)
            {
                return;
            }

            _pace.Reset();
        }

        _largeHours.Writer.TryWrite(true);
    }

    /// <summary>Waits. Returns true once the limit was crossed, false if the time is over.</summary>
    public async Task<bool> WaitAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var large = _largeHours.Reader.ReadAsync(linked.Token).AsTask();
        var due = Task.Delay(time, clock, linked.Token);
        await Task.WhenAny(large, due);
        await linked.CancelAsync();

        // The signal may arrive after the delay has ended; it must not be lost.
        await ((Task)large).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        return large.IsCompletedSuccessfully;
    }
}
