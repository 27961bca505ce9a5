using Analytics.Core.Rollups;
using Analytics.Core.Tables;

namespace Analytics.Core.Aggregation;

/// <summary>Rebuilds what an aggregator remembered from the live rows of the last hour.</summary>
internal sealed class MemoryRebuilder(ITableStore tables, AggregationOptions options, RollingStatistics statistics)
{
    public async Task RebuildAsync(int partition, Watermark watermark, PartitionMemory memory, CancellationToken cancellationToken)
    {
        var rows = new List<LiveRowHead>();
        var keys = new Dictionary<long, List<string>>();
        var oldest = watermark.Enqueued - options.Rebuild;
        var key = LiveRow.PartitionKey(partition);
        await foreach (var row in tables.ReadRangeAsync(TableNames.Live, key, string.Empty, LiveRow.BlocksEnd, headsOnly: true, cancellationToken).ConfigureAwait(false))
        {
            var head = LiveRow.ReadHead(row);
            if (head.Enqueued < oldest)
            {
                continue;
            }

            if (!keys.TryGetValue(head.Range.First, out var ofBatch))
            {
                keys[head.Range.First] = ofBatch = [];
                rows.Add(head);
            }

            ofBatch.Add(row.RowKey);
        }

        await ReplayAsync(key, Newest(rows), keys, memory, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The newest batches that hold about as many events as may be read, oldest first.</summary>
    private IEnumerable<LiveRowHead> Newest(List<LiveRowHead> batches)
    {
        const int bytesPerEvent = 8;
        batches.Sort((a, b) => b.Range.First.CompareTo(a.Range.First));
        long bytes = 0;
        return batches.TakeWhile(batch => (bytes += batch.BodyBytes) <= (long)options.RebuildEvents * bytesPerEvent || bytes == batch.BodyBytes).Reverse();
    }

    private async Task ReplayAsync(
        string partitionKey,
        IEnumerable<LiveRowHead> batches,
        Dictionary<long, List<string>> keys,
        PartitionMemory memory,
        CancellationToken cancellationToken)
    {
        var visits = new VisitTotals(memory);
        foreach (var batch in batches)
        {
            memory.Age(batch.Enqueued);
            foreach (var key in keys[batch.Range.First])
            {
                var row = await tables.ReadAsync(TableNames.Live, partitionKey, key, cancellationToken).ConfigureAwait(false);
                if (row is null)
                {
                    continue;
                }

                foreach (var block in LiveRow.ReadBlocks(row, site: null))
                {
                    Restore(block.Rollup, Hashing.XxHash64.Hash(System.Text.Encoding.UTF8.GetBytes(block.Site)), memory, visits);
                    statistics.Add(block.Site, block.Rollup.Totals, block.Rollup.Period.Start, block.Rollup.Columns.Values.Value.Values);
                }
            }
        }
    }

    private static void Restore(Rollup block, ulong siteHash, PartitionMemory memory, VisitTotals visits)
    {
        var columns = block.Columns;
        var visitors = columns.Visitors.Value;
        var visitsOfVisitor = columns.VisitsOfVisitor.Value;
        var eventsOfVisit = columns.EventsOfVisit.Value;
        var seconds = columns.Seconds.Value;
        var names = columns.EventTexts[0].Value;
        var aliases = new SparseCursor<ulong>(columns.Aliases.Value);
        var nonInteractive = new SparseCursor<int>(columns.NonInteractive.Value);
        int visit = 0, row = 0;
        for (var visitor = 0; visitor < visitors.Length; visitor++)
        {
            for (var end = visit + visitsOfVisitor[visitor]; visit < end; visit++)
            {
                if (aliases.TryAt(visit, out var alias))
                {
                    memory.Remember(alias, visitors[visitor]);
                }

                for (var last = row + eventsOfVisit[visit]; row < last; row++)
                {
                    var starts = names.TextOf(row) != VisitRules.Engagement;
                    var counts = starts && !nonInteractive.TryAt(row, out _);
                    visits.Restore(visitors[visitor], block.Period.Start + seconds[row], starts, counts);
                }
            }
        }

        foreach (var key in columns.Keys.Value.Values)
        {
            memory.TryAddKey(key ^ siteHash);
        }
    }
}
