using System.Globalization;
using Analytics.Azure.Rollups;
using Analytics.Core.Aggregation;
using Analytics.Core.EventLog;
using Analytics.Core.Tables;
using Analytics.Core.Telemetry;
using Microsoft.Azure.Functions.Worker;

namespace Analytics.Functions.Telemetry;

/// <summary>Measures how many messages of each partition wait to be aggregated, and how long closed hours wait to be rolled up.</summary>
/// <param name="log">Knows the ends of the partitions.</param>
/// <param name="tables">Have the watermarks.</param>
/// <param name="rollups">Knows the last roll-up.</param>
public sealed class MeasureLag(IEventLog log, ITableStore tables, RollupClock rollups)
{
    /// <summary>Measures once a minute.</summary>
    [Function(nameof(MeasureLag))]
    public async Task RunAsync([TimerTrigger("45 * * * * *", UseMonitor = false)] TimerInfo timer, CancellationToken cancellationToken)
    {
        await Task.WhenAll(Enumerable.Range(0, log.PartitionCount).Select(partition => MeasureAsync(partition, cancellationToken))).ConfigureAwait(false);
        if (await rollups.LagAsync(cancellationToken).ConfigureAwait(false) is { } lag)
        {
            AnalyticsMeter.RollupLag.Record(lag.TotalSeconds);
        }
    }

    private async Task MeasureAsync(int partition, CancellationToken cancellationToken)
    {
        // The watermark first: read after the end it could be beyond it.
        var watermark = await Watermark.ReadAsync(tables, partition, cancellationToken).ConfigureAwait(false);
        var last = await log.LastSequenceNumberAsync(partition, cancellationToken).ConfigureAwait(false);
        AnalyticsMeter.ConsumerLag.Record(
            last - watermark.SequenceNumber, new KeyValuePair<string, object?>("partition", partition.ToString(CultureInfo.InvariantCulture)));
    }
}
