using Analytics.Core.Bytes;
using Analytics.Core.Periods;
using Analytics.Core.Periods.Segments;
using Analytics.Core.Tables;

namespace Analytics.Core.Rollups.Segments;

/// <summary>
/// Writes the segments of a site's periods and deletes those that no manifest names any more. Segments are written first; then the row of
/// the period names them, so that a period is replaced at once, whatever its size. Thread-safe.
/// </summary>
/// <param name="tables">The tables.</param>
/// <param name="site">The site.</param>
/// <param name="clock">Tells how old a segment is.</param>
internal sealed class SegmentStore(ITableStore tables, string site, TimeProvider clock)
{
    // Longer than a query may read, or a writer may take between the segments and the row.
    public static readonly TimeSpan KeepReplaced = TimeSpan.FromMinutes(10);

    /// <summary>A sink for the segments of a period that leaves out those which the row to be replaced names already.</summary>
    public ISegmentSink Replacing(SegmentList? stored) => new Sink(this, stored);

    /// <summary>Writes a segment; the same again changes nothing.</summary>
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

    /// <summary>
    /// Deletes the segments of a period that its row does not name, except those that were replaced just now or written lately.
    /// </summary>
    /// <param name="period">The period.</param>
    /// <param name="current">Its row's head; null for none.</param>
    /// <param name="replaced">The head of the row that it replaced; null for none. Without any segment or shard in both there is nothing
    /// to look for.</param>
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

    /// <summary>Deletes the segments of all hours of a day, except those written lately. The hours have no rows.</summary>
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
