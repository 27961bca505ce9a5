using Analytics.Core.EventLog;
using Analytics.Core.Live;
using Analytics.Core.Tables;

namespace Analytics.Core.Operations;

/// <summary>
/// Measures how far aggregation is behind the log. Measurements depend on earlier ones, so all callers must share one instance. Safe for
/// concurrent use.
/// </summary>
/// <param name="log">The log, for the ends of the partitions.</param>
/// <param name="tables">The tables with the watermarks.</param>
/// <param name="clock">The clock.</param>
public sealed class PartitionLags(IEventLog log, ITableStore tables, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly Observation?[] _observations = new Observation?[log.PartitionCount];
    private (long At, IReadOnlyList<PartitionLag> Lags)? _latest;

    /// <summary>Measures every partition, concurrently, unless the last measurement is recent enough.</summary>
    /// <param name="maxAge">The age up to which the last measurement is returned again.</param>
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
        // The watermark is read first, because a watermark read after the end could be larger.
        var watermark = await Watermark.ReadAsync(tables, partition, cancellationToken);
        var last = await log.LastSequenceNumberAsync(partition, cancellationToken);
        if (last <= watermark.SequenceNumber)
        {
            lock (_gate)
            {
                _observations[partition] = new(watermark.SequenceNumber, null, clock.GetUtcNow());
            }

            return new(partition, watermark.SequenceNumber, last, TimeSpan.Zero, TimeSpan.Zero);
        }

        Observation? previous;
        lock (_gate)
        {
            previous = _observations[partition];
        }

        // The first waiting message was accepted after the last aggregated one, and after the last moment without waiting messages.
        var accepted = previous?.CaughtUp is { } caughtUp
            ? caughtUp > watermark.Enqueued
                ? caughtUp
                : watermark.Enqueued
            : await FirstAcceptedAsync(partition, watermark, cancellationToken);
        lock (_gate)
        {
            var observation = _observations[partition];
            if (
                observation is null
                || observation.SequenceNumber < watermark.SequenceNumber
                || (observation.SequenceNumber == watermark.SequenceNumber && observation.Since is null)
            )
            {
                _observations[partition] = observation = new(watermark.SequenceNumber, clock.GetTimestamp(), observation?.CaughtUp);
            }

            // A slow measurement may end after one that read a later watermark; then the partition has moved.
            var standsStill =
                observation is { Since: { } since } && observation.SequenceNumber == watermark.SequenceNumber
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
    /// <param name="Since">Time of the first measurement with messages waiting behind it; null if none waited.</param>
    /// <param name="CaughtUp">Time of the last measurement without waiting messages; null if there was none.</param>
    private sealed record Observation(long SequenceNumber, long? Since, DateTimeOffset? CaughtUp);
}
