using Analytics.Core.Rollups;
using Analytics.Core.Tables;

namespace Analytics.Core.Queries.CountedDays;

/// <summary>
/// The counts of a site's days as rows. Where one is damaged, all that are read with it count as missing, and are counted again.
/// Thread-safe.
/// </summary>
/// <param name="tables">The tables.</param>
/// <param name="site">The site.</param>
internal sealed class CountedDayTable(ITableStore tables, string site)
{
    /// <summary>Bytes of a part, at most; a dimension with more is not kept.</summary>
    private const int MaxPartBytes = 1024 * 1024;

    /// <summary>Bytes of all parts of a row, at most.</summary>
    private const int MaxRowBytes = 3 * 1024 * 1024;

    /// <summary>Reads what is known of the days that begin within a range of seconds, in order; none if a row is damaged.</summary>
    public async ValueTask<List<(CountedDay Day, string ETag)>> ReadAsync(long from, long to, CancellationToken cancellationToken)
    {
        var days = new List<(CountedDay, string)>();
        var (first, end) = (CountedDayKeys.Of(from), CountedDayKeys.Of(to));
        try
        {
            await foreach (var row in tables.ReadRangeAsync(TableNames.Rollups, site, first, end, headsOnly: true, cancellationToken))
            {
                if (CountedDayCodec.TryDecodeHead(row.Head.Span) is { } day)
                {
                    days.Add((day, row.ETag));
                }
            }
        }
        catch (TableCorruptException)
        {
            days.Clear();
        }

        return days;
    }

    /// <summary>
    /// Reads the groups of a dimension of the days that begin within a range of seconds, by the first second; none if a row is damaged.
    /// </summary>
    /// <param name="part">The part of the dimension.</param>
    /// <param name="from">Inclusive.</param>
    /// <param name="to">Exclusive.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async ValueTask<Dictionary<long, (string ETag, ReadOnlyMemory<byte> Part)>> ReadPartsAsync(
        string part,
        long from,
        long to,
        CancellationToken cancellationToken
    )
    {
        var parts = new Dictionary<long, (string, ReadOnlyMemory<byte>)>();
        var (first, end) = (CountedDayKeys.Of(from), CountedDayKeys.Of(to));
        try
        {
            await foreach (var row in tables.ReadRangeAsync(TableNames.Rollups, site, first, end, [part], cancellationToken))
            {
                if (row.Parts.TryGetValue(part, out var content) && CountedDayCodec.TryDecodeHead(row.Head.Span) is { } day)
                {
                    parts[day.Start] = (row.ETag, content);
                }
            }
        }
        catch (TableCorruptException)
        {
            parts.Clear();
        }

        return parts;
    }

    /// <summary>Writes a day with the parts that fit its row.</summary>
    public async Task WriteAsync(CountedDay day, IEnumerable<TablePart> parts, CancellationToken cancellationToken)
    {
        var (kept, bytes) = (new List<TablePart>(), 0);
        foreach (var part in parts.Where(part => part.Content.Length <= MaxPartBytes).OrderBy(part => part.Content.Length))
        {
            bytes += part.Content.Length;
            if (bytes > MaxRowBytes)
            {
                break;
            }

            kept.Add(part);
        }

        var write = TableOperation.Upsert(CountedDayKeys.Of(day.Start), default, CountedDayCodec.EncodeHead(day)) with { Parts = kept };
        await tables.CommitAsync(TableNames.Rollups, site, [write], cancellationToken);
    }

    /// <summary>Deletes the days that begin within a range of seconds.</summary>
    public async Task DeleteAsync(long from, long to, CancellationToken cancellationToken) =>
        await new RowDeletion(tables, TableNames.Rollups, site, ChangedRow.Goes).DeleteRangeAsync(
            CountedDayKeys.Of(from),
            CountedDayKeys.Of(to),
            selects: null,
            cancellationToken
        );
}
