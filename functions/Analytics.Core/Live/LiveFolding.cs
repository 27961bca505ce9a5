using Analytics.Core.Periods;
using Analytics.Core.Periods.Encoding;
using Analytics.Core.Tables;
using Analytics.Core.Text;

namespace Analytics.Core.Live;

/// <summary>
/// Merges ("folds") the live rows of a bucket, eight into one, when there are many: each batch writes a row, and a query reads all rows of
/// the hour.
/// </summary>
/// <remarks>
/// <code>
/// level 0    r1 r2 r3 r4 r5 r6 r7 r8 | r9 r10        level 0    r9 r10
///                                               →    level 1    r1–r8 as one row
/// </code>
/// Eight rows of level 1 become one of level 2, and so on, as in a log-structured merge tree: with 18,000 batches an hour an event is
/// rewritten five times, and some thirty rows remain. A folded row is written in addition to its originals, which stay for a minute, so
/// that a reader of some of them finds the others and need not start over. A fold never extends over a position up to which an hour was
/// rolled up (<see cref="FoldingLimit"/>), so that each hour's part of a row is in the hour rollup as a whole or not at all. Runs within a
/// round. Not thread-safe.
/// </remarks>
/// <param name="tables">The tables.</param>
/// <param name="partitionCount">Partitions of the event log.</param>
/// <param name="clock">The clock.</param>
/// <param name="logic">Merges the rows.</param>
/// <param name="keepFolded">The time for which originals stay after they were folded.</param>
internal sealed class LiveFolding(ITableStore tables, int partitionCount, TimeProvider clock, RollupLogic logic, TimeSpan keepFolded)
{
    /// <summary>Number of rows that are merged into one.</summary>
    public const int Rows = 8;

    // With fewer events, plain rows are smaller than a run's columns.
    private const int RunFrom = 32;

    private const int NoLevel = -1;

    // Merging larger rows would not make reading them cheaper.
    private const int MaxBytes = 1024 * 1024;

    private readonly RollupMerger _merger = new(logic);
    private readonly RollupEncoder _encoder = new();
    private readonly LiveRowWriter _writer = new();

    /// <summary>Folds the live rows of some buckets, and deletes those that were folded over a minute ago.</summary>
    /// <returns>Number of rows written.</returns>
    public async Task<int> RunAsync(IEnumerable<int> buckets, CancellationToken cancellationToken)
    {
        var written = 0;
        foreach (var bucket in buckets)
        {
            var progress = await RollupProgress.ReadAsync(tables, bucket, cancellationToken);
            for (var partition = 0; partition < partitionCount; partition++)
            {
                written += await FoldAsync(
                    partition,
                    bucket,
                    Math.Max(progress.Of(partition), progress.CutOf(partition)),
                    cancellationToken
                );
            }
        }

        return written;
    }

    private async Task<int> FoldAsync(int partition, int bucket, long after, CancellationToken cancellationToken)
    {
        var watermark = await Watermark.ReadAsync(tables, partition, cancellationToken);
        var stored = await HeadsAsync(partition, bucket, after, watermark.SequenceNumber, cancellationToken);
        await DeleteFoldedAsync(partition, stored, cancellationToken);
        var rows = CoveringRows.Of(stored, row => (bucket, row.Head.Range)).OrderBy(row => row.Head.Range.First).ToList();
        if (rows.Count < Rows)
        {
            return 0;
        }

        var limit = await FoldingLimit.ReadAsync(tables, partition, bucket, cancellationToken);
        rows.RemoveAll(row => row.Head.Range.First <= limit.SequenceNumber);
        var written = 0;
        while (Next(rows) is { } index)
        {
            var folded = await FoldAsync(limit, rows.GetRange(index, Rows), cancellationToken);
            rows.RemoveRange(index, Rows);
            if (folded is { } row)
            {
                rows.Insert(index, row.Row);
                limit = row.Limit;
                written++;
            }
        }

        return written;
    }

    /// <summary>Returns the index of the first eight adjacent rows of one level that are small enough; null if there are none.</summary>
    private static int? Next(List<FoldableRow> rows)
    {
        for (var index = 0; index + Rows <= rows.Count; index++)
        {
            var level = rows[index].Head.Level;
            var group = rows.Skip(index).Take(Rows).ToList();
            if (
                level != NoLevel
                && group.All(row => row.Head.Level == level)
                && group.Sum(row => (long)row.Head.BodyBytes) <= MaxBytes
                && group.Zip(group.Skip(1)).All(pair => pair.First.Head.Range.Last < pair.Second.Head.Range.First)
                && (index == 0 || rows[index - 1].Head.Range.Last < group[0].Head.Range.First)
                && (index + Rows == rows.Count || group[^1].Head.Range.Last < rows[index + Rows].Head.Range.First)
            )
            {
                return index;
            }
        }

        return null;
    }

    private async Task<List<FoldableRow>> HeadsAsync(
        int partition,
        int bucket,
        long after,
        long watermark,
        CancellationToken cancellationToken
    )
    {
        var rows = new List<FoldableRow>();
        var liveRows = tables.ReadRangeAsync(
            TableNames.Live,
            LiveRow.PartitionKey(partition),
            LiveRow.RowKey(bucket, after + 1),
            LiveRow.RowKey(bucket, watermark + 1),
            headsOnly: true,
            cancellationToken
        );
        await foreach (var row in liveRows)
        {
            var head = LiveRow.ReadHead(row);
            if (head.Range.First > after)
            {
                // A damaged row, or one of an older version, has no level, so that no fold includes or extends over it.
                rows.Add(new(row.RowKey, row.ETag, head.Version == LiveRow.Version ? head : head with { Level = NoLevel }));
            }
        }

        return rows;
    }

    private async Task DeleteFoldedAsync(int partition, List<FoldableRow> rows, CancellationToken cancellationToken)
    {
        var foldedBefore = clock.GetUtcNow() - keepFolded;
        var covers = rows.Where(row => row.Head.Level > 0 && row.Head.Folded <= foldedBefore).ToList();
        var covered = rows.Where(row =>
                covers.Exists(cover =>
                    cover.Head.Level > row.Head.Level
                    && cover.Head.Range.First <= row.Head.Range.First
                    && row.Head.Range.Last <= cover.Head.Range.Last
                )
            )
            .ToList();
        // From the last to the first, and none before one that stays: whoever knows some of the rows in a folded one, and finds the last
        // of the others, finds them all.
        await new RowDeletion(tables, TableNames.Live, LiveRow.PartitionKey(partition), ChangedRow.Stops).DeleteAsync(
            [.. Enumerable.Reverse(covered).Select(row => (row.RowKey, row.ETag))],
            cancellationToken
        );
        rows.RemoveAll(covered.Contains);
    }

    /// <summary>Writes eight rows as one.</summary>
    /// <returns>
    /// The new row and the current limit; null if a row was deleted or cannot be read, or the limit changed: then they stay unchanged.
    /// </returns>
    private async Task<(FoldableRow Row, FoldingLimit Limit)?> FoldAsync(
        FoldingLimit limit,
        List<FoldableRow> rows,
        CancellationToken cancellationToken
    )
    {
        var partition = limit.Partition;
        var range = new SequenceRange(rows[0].Head.Range.First, rows[^1].Head.Range.Last);
        var level = rows[0].Head.Level + 1;
        var blocks = new Dictionary<(string Site, long Hour), List<IRollupPart>>();
        foreach (var row in rows)
        {
            var liveRows = await tables.ReadReadableAsync(TableNames.Live, LiveRow.PartitionKey(partition), row.RowKey, cancellationToken);
            List<DamagedBlock> damaged = [];
            List<(string Site, IRollupPart Part)> parts = liveRows is null ? [] : LiveRow.ReadBlocks(liveRows, site: null, out damaged);
            if (liveRows is null || damaged.Count > 0)
            {
                return null;
            }

            foreach (var (site, part) in parts)
            {
                if (!blocks.TryGetValue((site, part.Period.Start), out var hourParts))
                {
                    blocks[(site, part.Period.Start)] = hourParts = [];
                }

                hourParts.Add(part);
            }
        }

        _writer.Clear();
        foreach (var ((site, hour), parts) in blocks)
        {
            Write(site, hour, parts, Inclusion.Of(partition, range.First, range.Last), level);
        }

        var head = new LiveRowHead(range, rows[^1].Head.Enqueued, 0, LiveRow.Version, level, clock.GetUtcNow());
        var body = _writer.ToArray();
        var key = LiveRow.FoldedKey(rows[^1].RowKey, level);
        var commit = await tables.CommitAsync(
            TableNames.Live,
            LiveRow.PartitionKey(partition),
            [TableOperation.Insert(key, body, LiveRow.Head(head with { BodyBytes = body.Length })), limit.Write()],
            cancellationToken
        );
        return commit.Committed
            ? (new(key, commit.ETags![0], head with { BodyBytes = body.Length }), limit with { ETag = commit.ETags[1] })
            : null;
    }

    private void Write(string site, long hour, List<IRollupPart> parts, Inclusion included, int level)
    {
        if (parts.Sum(part => part.EventCount) >= RunFrom || parts.Exists(part => part is Rollup))
        {
            var run = _merger.Merge(new(RollupTier.Hour, hour), parts);
            _writer.Add(site, hour, _encoder.Encode(run.With(included), compress: level > 1));
            return;
        }

        var draft = new RollupDraft(new TextPool());
        foreach (var part in parts)
        {
            part.AddTo(draft, 0, VisitorRange.All);
        }

        _writer.Add(site, hour, draft, [.. parts.SelectMany(part => ((LiveBlock)part).Traffic())], parts.Min(part => part.LogicVersion));
    }

    private readonly record struct FoldableRow(string RowKey, string ETag, LiveRowHead Head);
}
