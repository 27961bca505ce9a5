using Analytics.Core.EventLog;
using Analytics.Core.Live;
using Analytics.Core.Tables;

namespace Analytics.Core.Operations;

/// <summary>
/// Measures how far aggregation is behind the log. It remembers what it saw, so one instance must serve all who ask. Safe for concurrent
/// use.
/// </summary>
/// <param name="log">Knows the ends of the partitions.</param>
/// <param name="tables">Have the watermarks.</param>
/// <param name="clock">The clock.</param>
public sealed class PartitionLags(IEventLog log, ITableStore tables, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly Seen?[] _seen = new Seen?[log.PartitionCount];
    private (long At, IReadOnlyList<PartitionLag> Lags)? _latest;

    /// <summary>Measures every partition, concurrently, unless that was done a moment ago.</summary>
    /// <param name="maxAge">The age up to which the last measurement is good enough.</param>
    /// <param name="cancellationToken">Cancels the measurement.</param>
    /// <exception cref="IOException">The tables or the log do not answer now.</exception>
    /// <exception cref="TableCorruptException">A watermark is damaged.</exception>
    public async Task<IReadOnlyList<PartitionLag>> MeasureAsync(TimeSpan maxAge, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_latest is { } latest && clock.GetElapsedTime(latest.At) < maxAge)
            {
                return latest.Lags;
            }
        }

        var now = clock.GetTimestamp();
        var lags = await Task.WhenAll(
            Enumerable.Range(0, log.PartitionCount).Select(partition => MeasureAsync(partition, cancellationToken))
        );
        lock (_gate)
        {
            _latest = (now, lags);
        }

        return lags;
    }

    private async Task<PartitionLag> MeasureAsync(int partition, CancellationToken cancellationToken)
    {
        // The watermark first: read after the end it could be beyond it.
        var watermark = await Watermark.ReadAsync(tables, partition, cancellationToken);
        var last = await log.LastSequenceNumberAsync(partition, cancellationToken);
        if (last <= watermark.SequenceNumber)
        {
            lock (_gate)
            {
                _seen[partition] = new(watermark.SequenceNumber, null, clock.GetUtcNow());
            }

            return new(partition, watermark.SequenceNumber, last, TimeSpan.Zero, TimeSpan.Zero);
        }

        Seen? lastSeen;
        lock (_gate)
        {
            lastSeen = _seen[partition];
        }

        // The first message that waits came after the last that is aggregated, and after the moment when none waited.
        var accepted = lastSeen?.CaughtUp is { } caughtUp
            ? caughtUp > watermark.Enqueued
                ? caughtUp
                : watermark.Enqueued
            : await FirstAcceptedAsync(partition, watermark, cancellationToken);
        lock (_gate)
        {
            var seen = _seen[partition];
            if (
                seen is null
                || seen.SequenceNumber < watermark.SequenceNumber
                || (seen.SequenceNumber == watermark.SequenceNumber && seen.Since is null)
            )
            {
                _seen[partition] = seen = new(watermark.SequenceNumber, clock.GetTimestamp(), seen?.CaughtUp);
            }

            // A slower measurement may come after one that saw a later watermark; then the partition has moved.
            var standsStill =
                seen is { Since: { } since } && seen.SequenceNumber == watermark.SequenceNumber
                    ? clock.GetElapsedTime(since)
                    : TimeSpan.Zero;
            var age = clock.GetUtcNow() - accepted;
            return new(partition, watermark.SequenceNumber, last, age > TimeSpan.Zero ? age : TimeSpan.Zero, standsStill);
        }
    }

    private async Task<DateTimeOffset> FirstAcceptedAsync(int partition, Watermark watermark, CancellationToken cancellationToken)
    {
        var waiting = await log.ReadAsync(partition, watermark.SequenceNumber, 1, cancellationToken);
        return waiting.Count > 0 ? waiting[0].EnqueuedTime : clock.GetUtcNow();
    }

    /// <summary>The last measurement of a partition that changed something.</summary>
    /// <param name="SequenceNumber">Its watermark.</param>
    /// <param name="Since">Time at which messages were first seen to wait behind it; null if none did.</param>
    /// <param name="CaughtUp">Last time at which none waited; null if that was not seen.</param>
    private sealed record Seen(long SequenceNumber, long? Since, DateTimeOffset? CaughtUp);
}
