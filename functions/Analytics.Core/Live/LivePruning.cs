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

        var enqueuedBefore = clock.GetUtcNow() - keep;
        var last = Array.ConvertAll(progress, _ => new Dictionary<int, long>());
        for (var partition = 0; partition < partitionCount; partition++)
        {
            await FindAsync(partition, progress, enqueuedBefore, last, cancellationToken);
        }

        // Before they are deleted: readers that go on after the last row they have seen must know that later ones may be missing.
        foreach (var (bucket, pruned) in last.Index().Where(ofBucket => ofBucket.Item.Count > 0))
        {
            await RollupProgress.PruneAsync(tables, bucket, pruned, cancellationToken);
        }

        var deleted = 0;
        for (var partition = 0; partition < partitionCount; partition++)
        {
            deleted += await DeleteAsync(partition, enqueuedBefore, last, cancellationToken);
        }

        return deleted;
    }

    /// <summary>Finds the last message of the rows of each bucket that are no longer needed.</summary>
    private async Task FindAsync(
        int partition,
        RollupProgress[] progress,
        DateTimeOffset enqueuedBefore,
        Dictionary<int, long>[] last,
        CancellationToken cancellationToken
    )
    {
        var key = LiveRow.PartitionKey(partition);
        var rows = tables.ReadRangeAsync(TableNames.Live, key, string.Empty, LiveRow.BlocksEnd, headsOnly: true, cancellationToken);
        await foreach (var row in rows)
        {
            var (bucket, head) = (LiveRow.BucketOf(row.RowKey), LiveRow.ReadHead(row));
            if (IsOld(head, enqueuedBefore, progress[bucket].Of(partition)))
            {
                last[bucket][partition] = Math.Max(last[bucket].GetValueOrDefault(partition), head.Range.Last);
            }
        }
    }

    private async Task<int> DeleteAsync(
        int partition,
        DateTimeOffset enqueuedBefore,
        Dictionary<int, long>[] last,
        CancellationToken cancellationToken
    )
    {
        if (!Array.Exists(last, ofBucket => ofBucket.ContainsKey(partition)))
        {
            return 0;
        }

        var deletion = new RowDeletion(tables, TableNames.Live, LiveRow.PartitionKey(partition), ChangedRow.Stays);
        return (await deletion.DeleteRangeAsync(string.Empty, LiveRow.BlocksEnd, IsMarked, cancellationToken)).Deleted;

        bool IsMarked(TableRow row) =>
            last[LiveRow.BucketOf(row.RowKey)].TryGetValue(partition, out var upTo) && IsOld(LiveRow.ReadHead(row), enqueuedBefore, upTo);
    }

    private static bool IsOld(in LiveRowHead head, DateTimeOffset enqueuedBefore, long upTo) =>
        head.Enqueued < enqueuedBefore && head.Range.Last <= upTo;
}
