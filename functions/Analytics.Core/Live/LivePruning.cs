using Analytics.Core.Partitioning;
using Analytics.Core.Tables;

namespace Analytics.Core.Live;

/// <summary>Deletes live rows that are rolled up and that aggregators no longer need. Thread-safe.</summary>
/// <param name="tables">The tables.</param>
/// <param name="partitionCount">Partitions of the event log.</param>
/// <param name="clock">The clock.</param>
/// <param name="keep">The time for which rolled-up rows stay, because aggregators rebuild their memory from them.</param>
public sealed class LivePruning(ITableStore tables, int partitionCount, TimeProvider clock, TimeSpan keep)
{
    /// <summary>Deletes all rows that are no longer needed.</summary>
    /// <returns>Number of rows deleted.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var progress = new RollupProgress[Partitioner.Buckets];
        for (var bucket = 0; bucket < progress.Length; bucket++)
        {
            progress[bucket] = await RollupProgress.ReadAsync(tables, bucket, cancellationToken);
        }

        var deleted = 0;
        for (var partition = 0; partition < partitionCount; partition++)
        {
            deleted += await PruneAsync(partition, progress, cancellationToken);
        }

        return deleted;
    }

    private async Task<int> PruneAsync(int partition, RollupProgress[] progress, CancellationToken cancellationToken)
    {
        var enqueuedBefore = clock.GetUtcNow() - keep;
        var deletion = new RowDeletion(tables, TableNames.Live, LiveRow.PartitionKey(partition), ChangedRow.Stays);
        var (deleted, _) = await deletion.DeleteRangeAsync(string.Empty, LiveRow.BlocksEnd, IsOld, cancellationToken);
        return deleted;

        bool IsOld(TableRow row)
        {
            var head = LiveRow.ReadHead(row);
            return head.Enqueued < enqueuedBefore && head.Range.Last <= progress[LiveRow.BucketOf(row.RowKey)].Of(partition);
        }
    }
}
