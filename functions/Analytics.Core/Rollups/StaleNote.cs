using Analytics.Core.Rollups.Encoding;
using Analytics.Core.Tables;

namespace Analytics.Core.Rollups;

/// <summary>
/// A note that a site's day or month must be built anew, so that the builder need not look at every site. The truth is the marker beside the rollup,
/// which is written in the same transaction as the hour; the note is written before it.
/// </summary>
/// <param name="Site">The site.</param>
/// <param name="Period">The day or month.</param>
/// <param name="Written">When the note was written last.</param>
/// <param name="ETag">The note's ETag.</param>
internal sealed record StaleNote(string Site, RollupPeriod Period, DateTimeOffset Written, string ETag)
{
    private const string PartitionKey = "stale";

    public static async Task WriteAsync(
        ITableStore tables, string site, IReadOnlyCollection<RollupPeriod> periods, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var sink = new ByteSink();
        sink.Varint((ulong)now.ToUnixTimeMilliseconds());
        var body = sink.ToArray();
        foreach (var chunk in periods.Chunk(TableLimits.MaxOperations))
        {
            var operations = Array.ConvertAll(chunk, period => TableOperation.Upsert(RowKey(site, period), body));
            await tables.CommitAsync(TableNames.Control, PartitionKey, operations, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The notes of a tier.</summary>
    public static async Task<List<StaleNote>> ReadAsync(ITableStore tables, RollupTier tier, CancellationToken cancellationToken)
    {
        var notes = new List<StaleNote>();
        var prefix = RollupPeriod.Prefix(tier);
        await foreach (var row in tables.ReadRangeAsync(TableNames.Control, PartitionKey, prefix, prefix[..1] + "}", headsOnly: false, cancellationToken).ConfigureAwait(false))
        {
            var separator = row.RowKey.IndexOf('|', prefix.Length);
            var written = (long)new ByteSource(row.Body.Span).Varint();
            notes.Add(new(
                row.RowKey[(separator + 1)..],
                RollupPeriod.Parse(row.RowKey[..separator]),
                DateTimeOffset.FromUnixTimeMilliseconds(written),
                row.ETag));
        }

        return notes;
    }

    public async Task DeleteAsync(ITableStore tables, CancellationToken cancellationToken) =>
        await tables.CommitAsync(
            TableNames.Control, PartitionKey, [TableOperation.Delete(RowKey(Site, Period), ETag)], cancellationToken).ConfigureAwait(false);

    private static string RowKey(string site, RollupPeriod period) => $"{period.RowKey}|{site}";
}
