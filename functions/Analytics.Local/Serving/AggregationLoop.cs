using Analytics.Core.Aggregation;
using Analytics.Local.Storage;

namespace Analytics.Local.Serving;

/// <summary>Passes one partition's messages to its aggregator as they arrive.</summary>
internal sealed class AggregationLoop(
    int partition,
    SqliteEventLog log,
    PartitionAggregator aggregator,
    RollupTrigger trigger,
    FoldTrigger folds,
    TimeProvider timeProvider
)
{
    private const int MaxReadBytes = 1024 * 1024;

    // Each batch writes a row per bucket, which queries of the current hour read. A short wait keeps these few, and an event is still
    // counted within a second.
    private static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(200);

    /// <summary>Runs until a stop is requested and the end of the partition is reached.</summary>
    public async Task RunAsync(CancellationToken stoppingToken)
    {
        await aggregator.StartAsync(CancellationToken.None);
        var after = aggregator.SequenceNumber ?? 0;
        var written = aggregator.LiveBytes;
        while (true)
        {
            await log.WaitForAppendAsync(partition, after, stoppingToken).AsTask().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var end = log.NumberedTo(partition);
            var records = await log.ReadAsync(partition, after, MaxReadBytes, CancellationToken.None);
            if (records.Count == 0)
            {
                if (stoppingToken.IsCancellationRequested)
                {
                    return;
                }

                // The log has a gap here.
                after = Math.Max(after, end);
                continue;
            }

            await aggregator.ProcessAsync(records, CancellationToken.None);
            after = records[^1].SequenceNumber;
            trigger.Add(aggregator.LiveBytes - written);
            written = aggregator.LiveBytes;
            trigger.AddHistory(aggregator.Written);
            folds.Add(aggregator.Written);
            if (records.Sum(static record => record.Body.Length) < MaxReadBytes)
            {
                await Task.Delay(Linger, timeProvider, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
