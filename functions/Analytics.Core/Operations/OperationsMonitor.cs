using Analytics.Core.DeadLetters;
using Analytics.Core.EventLog;
using Analytics.Core.Live;
using Analytics.Core.Rollups;
using Analytics.Core.Tables;
using Analytics.Core.Telemetry;

namespace Analytics.Core.Operations;

/// <summary>
/// Measures the state of the stages and publishes it as metrics. Each measurement reads the heads of the live table. Safe for concurrent
/// use.
/// </summary>
/// <param name="log">The event log, for the number of partitions.</param>
/// <param name="tables">The tables.</param>
/// <param name="lags">Measures the partitions.</param>
/// <param name="letters">The dead letters.</param>
/// <param name="rollups">The time of the last roll-up.</param>
/// <param name="clock">The clock.</param>
public sealed class OperationsMonitor(
    IEventLog log,
    ITableStore tables,
    PartitionLags lags,
    DeadLetterList letters,
    RollupClock rollups,
    TimeProvider clock
)
{
    /// <summary>The time between two measurements of a host.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private volatile OperationsReport? _latest;

    /// <summary>Returns a measurement; an existing one if it is recent enough.</summary>
    /// <param name="maxAge">The age up to which the last measurement is returned again.</param>
    /// <param name="cancellationToken">Cancels the measurement.</param>
    /// <exception cref="IOException">The tables or the log do not answer now.</exception>
    /// <exception cref="TableCorruptException">A watermark or a live row is damaged.</exception>
    public async Task<OperationsReport> ReadAsync(TimeSpan maxAge, CancellationToken cancellationToken)
    {
        if (_latest is { } latest && clock.GetUtcNow() - latest.At < maxAge)
        {
            return latest;
        }

        var report = new OperationsReport(
            clock.GetUtcNow(),
            await lags.MeasureAsync(maxAge, cancellationToken),
            await ReadLiveAsync(cancellationToken),
            await letters.CountAsync(cancellationToken),
            await rollups.LagAsync(cancellationToken)
        );
        Publish(report);
        return _latest = report;
    }

    private static void Publish(OperationsReport report)
    {
        foreach (var partition in report.Partitions)
        {
            AnalyticsMeter.RecordPartition(partition.Partition, partition.Waiting, partition.Age);
        }

        foreach (var (stage, count) in report.SetAside.ByStage)
        {
            AnalyticsMeter.RecordWaitingLetters(stage.Name(), count);
        }

        if (report.RollupLag is { } lag)
        {
            AnalyticsMeter.RecordRollupLag(lag);
        }

        AnalyticsMeter.RecordLive(report.OldestLiveRowAge, report.Live.BusiestRows);
    }

    private async Task<LiveBacklog> ReadLiveAsync(CancellationToken cancellationToken)
    {
        var partitions = await Task.WhenAll(
            Enumerable.Range(0, log.PartitionCount).Select(partition => ReadLiveAsync(partition, cancellationToken))
        );
        return new(
            partitions.Min(static partition => partition.OldestRow),
            partitions.Sum(static partition => partition.Rows),
            partitions.Max(static partition => partition.BusiestRows)
        );
    }

    private async Task<LiveBacklog> ReadLiveAsync(int partition, CancellationToken cancellationToken)
    {
        DateTimeOffset? oldest = null;
        var rows = 0L;
        var counts = new Dictionary<(int Bucket, long Hour), long>();
        var heads = tables.ReadRangeAsync(
            TableNames.Live,
            LiveRow.PartitionKey(partition),
            string.Empty,
            LiveRow.BlocksEnd,
            headsOnly: true,
            cancellationToken
        );
        await foreach (var row in heads)
        {
            var head = LiveRow.ReadHead(row);
            if (head.IsDamaged)
            {
                continue;
            }

            var enqueued = head.Enqueued;
            oldest = oldest < enqueued ? oldest : enqueued;
            rows++;
            var key = (LiveRow.BucketOf(row.RowKey), enqueued.ToUnixTimeSeconds() / 3600);
            counts[key] = counts.GetValueOrDefault(key) + 1;
        }

        return new(oldest, rows, counts.Values.DefaultIfEmpty().Max());
    }
}
