using Analytics.Core.Bytes;
using Analytics.Core.Periods;
using Analytics.Core.Periods.Segments;
using Analytics.Core.Tables;

namespace Analytics.Core.Rollups.Segments;

/// <summary>
/// Writes the segments of a site's periods and deletes those that no manifest names any more. The row of the period is written after its
/// segments and names them, so a period of any size is replaced at once. Thread-safe.
/// </summary>
/// <param name="tables">The tables.</param>
/// <param name="site">The site.</param>
/// <param name="clock">The current time, for the age of segments.</param>
internal sealed class SegmentStore(ITableStore tables, string site, TimeProvider clock)
{
    // Longer than the longest query, and than a writer needs between the segments and the row.
    public static readonly TimeSpan KeepReplaced = TimeSpan.FromMinutes(10);

    /// <summary>Returns a sink for the segments of a period, which skips those that the replaced row already names.</summary>
    public ISegmentSink Replacing(SegmentList? stored) => new Sink(this, stored);

    /// <summary>Writes a segment. May be repeated.</summary>
    public async ValueTask WriteAsync(RollupPeriod period, int bits, EncodedSegment segment, CancellationToken cancellationToken)
    {
        var now = new ByteSink();
        now.Varint((ulong)clock.GetUtcNow().ToUnixTimeMilliseconds());
        if (segment.Entry.Chunks == 0)
        {
            now.Bytes(segment.Rows.Head.Span);
            var row = TableOperation.Upsert(SegmentKeys.Of(period, bits, segment.Entry, 0), default, now.ToArray()) with
            {
                Parts =
                [
                    .. SegmentParts
                        .Split(segment.Rows, segment.Edges, segment.SmallBytes)
                        .Select(part => new TablePart(part.Name, part.Content)),
                ],
            };
            await tables.CommitAsync(TableNames.Rollups, site, [row], cancellationToken);
            return;
        }

        var content = segment.Content();
        for (var chunk = 0; chunk < segment.Entry.Chunks; chunk++)
        {
            var offset = chunk * EncodedSegment.ChunkBytes;
            var bytes = content.Slice(offset, Math.Min(EncodedSegment.ChunkBytes, content.Length - offset));
            var operation = TableOperation.Upsert(SegmentKeys.Of(period, bits, segment.Entry, chunk), bytes, now.ToArray());
            await tables.CommitAsync(TableNames.Rollups, site, [operation], cancellationToken);
        }
    }

    /// <summary>Deletes the segments of a period that its row does not name, except those replaced now or written recently.</summary>
    /// <param name="period">The period.</param>
    /// <param name="current">Its row's head; null for none.</param>
    /// <param name="replaced">
    /// The head of the replaced row; null for none. If neither head names a segment or shard, nothing is read.
    /// </param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task SweepAsync(RollupPeriod period, Rollup? current, Rollup? replaced, CancellationToken cancellationToken)
    {
        var kept = Keys(period, current).Concat(Keys(period, replaced)).ToHashSet(StringComparer.Ordinal);
        if (kept.Count == 0)
        {
            return;
        }

        await SweepAsync(SegmentKeys.Prefix(period.RowKey) + "|", SegmentKeys.Prefix(period.RowKey) + "}", kept, cancellationToken);
    }

    /// <summary>Deletes the segments of all hours of a day, except those written recently. The hours must have no rows.</summary>
    public Task SweepHoursAsync(RollupPeriod day, CancellationToken cancellationToken) =>
        SweepAsync(
            SegmentKeys.Prefix(new RollupPeriod(RollupTier.Hour, day.Start).RowKey),
            SegmentKeys.Prefix(new RollupPeriod(RollupTier.Hour, day.End).RowKey),
            [],
            cancellationToken
        );

    private async Task SweepAsync(string from, string to, HashSet<string> kept, CancellationToken cancellationToken)
    {
        var before = (clock.GetUtcNow() - KeepReplaced).ToUnixTimeMilliseconds();
        await new RowDeletion(tables, TableNames.Rollups, site, ChangedRow.Stays).DeleteRangeAsync(
            from,
            to,
            row => !kept.Contains(row.RowKey[..row.RowKey.LastIndexOf('|')]) && (long)new ByteSource(row.Head.Span).Varint() < before,
            cancellationToken
        );
    }

    private sealed class Sink(SegmentStore store, SegmentList? stored) : ISegmentSink
    {
        public ValueTask WriteAsync(RollupPeriod period, int bits, EncodedSegment segment, CancellationToken cancellationToken) =>
            stored?.Bits == bits && stored.Entries.Contains(segment.Entry)
                ? ValueTask.CompletedTask
                : store.WriteAsync(period, bits, segment, cancellationToken);
    }

    private static IEnumerable<string> Keys(RollupPeriod period, Rollup? head) =>
        [
            .. head?.Segments?.Entries.Select(entry => SegmentKeys.Of(period, head.Segments.Bits, entry)) ?? [],
            .. head?.Ids?.Entries.Select(entry => SegmentKeys.Of(period, head.Ids.Bits, entry)) ?? [],
        ];
}
