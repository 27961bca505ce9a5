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
    private static readonly TimeSpan KeepReplaced = TimeSpan.FromMinutes(10);

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
                Parts = [.. SegmentParts.Split(segment.Rows, segment.Edges, segment.SmallBytes).Select(part => new TablePart(part.Name, part.Content))],
            };
            await tables.CommitAsync(TableNames.Rollups, site, [row], cancellationToken).ConfigureAwait(false);
            return;
        }

        var content = segment.Content();
        for (var chunk = 0; chunk < segment.Entry.Chunks; chunk++)
        {
            var at = chunk * EncodedSegment.ChunkBytes;
            var bytes = content.Slice(at, Math.Min(EncodedSegment.ChunkBytes, content.Length - at));
            var operation = TableOperation.Upsert(SegmentKeys.Of(period, bits, segment.Entry, chunk), bytes, now.ToArray());
            await tables.CommitAsync(TableNames.Rollups, site, [operation], cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Deletes the segments of a period that its row does not name, except those that were replaced just now or written lately.
    /// </summary>
    /// <param name="period">The period.</param>
    /// <param name="current">What its row names; null for none.</param>
    /// <param name="replaced">What the row that it replaced named; null for none. Without any in both there is nothing to look for.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task SweepAsync(RollupPeriod period, SegmentList? current, SegmentList? replaced, CancellationToken cancellationToken)
    {
        if (current is null && replaced is null)
        {
            return;
        }

        var kept = Keys(period, current).Concat(Keys(period, replaced)).ToHashSet(StringComparer.Ordinal);
        var before = (clock.GetUtcNow() - KeepReplaced).ToUnixTimeMilliseconds();
        var prefix = SegmentKeys.Prefix(period.RowKey);
        await new RowDeletion(tables, TableNames.Rollups, site, ChangedRow.Stays).DeleteRangeAsync(
            prefix + "|",
            prefix + "}",
            row => !kept.Contains(row.RowKey[..row.RowKey.LastIndexOf('|')]) && (long)new ByteSource(row.Head.Span).Varint() < before,
            cancellationToken).ConfigureAwait(false);
    }

    private sealed class Sink(SegmentStore store, SegmentList? stored) : ISegmentSink
    {
        public ValueTask WriteAsync(RollupPeriod period, int bits, EncodedSegment segment, CancellationToken cancellationToken) =>
            stored?.Bits == bits && stored.Entries.Contains(segment.Entry)
                ? ValueTask.CompletedTask
                : store.WriteAsync(period, bits, segment, cancellationToken);
    }

    private static IEnumerable<string> Keys(RollupPeriod period, SegmentList? segments) =>
        segments?.Entries.Select(entry => SegmentKeys.Of(period, segments.Bits, entry)) ?? [];
}
