using System.Globalization;
using System.Runtime.CompilerServices;
using Analytics.Core.Bytes;
using Analytics.Core.Partitioning;
using Analytics.Core.Periods;
using Analytics.Core.Tables;

namespace Analytics.Core.Rollups;

/// <summary>
/// A note that a site's day or month must be built anew, so that the builder need not look at every site. The truth is the marker beside the rollup,
/// which is written in the same transaction as the hour; the note is written before it. Notes are spread over a partition for each bucket, since every
/// site that gets events writes two of them an hour.
/// </summary>
/// <param name="Site">The site.</param>
/// <param name="Period">The day or month.</param>
/// <param name="Written">When the note was written last.</param>
/// <param name="ETag">The note's ETag.</param>
internal sealed record StaleNote(string Site, RollupPeriod Period, DateTimeOffset Written, string ETag)
{
    public static async Task WriteAsync(
        ITableStore tables, string site, IReadOnlyCollection<RollupPeriod> periods, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var sink = new ByteSink();
        sink.Varint((ulong)now.ToUnixTimeMilliseconds());
        var body = sink.ToArray();
        foreach (var chunk in periods.Chunk(TableLimits.MaxOperations))
        {
            var operations = Array.ConvertAll(chunk, period => TableOperation.Upsert(RowKey(site, period), body));
            await tables.CommitAsync(TableNames.Control, PartitionKey(site), operations, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The notes of a tier whose periods are over.</summary>
    public static async IAsyncEnumerable<StaleNote> ReadAsync(
        ITableStore tables, RollupTier tier, DateTimeOffset now, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var prefix = RollupPeriod.Prefix(tier);
        var running = RollupPeriod.Of(tier, now.ToUnixTimeSeconds()).RowKey;
        for (var bucket = 0; bucket < Partitioner.Buckets; bucket++)
        {
            var rows = tables.ReadRangeAsync(TableNames.Control, PartitionKey(bucket), prefix, running, headsOnly: false, cancellationToken);
            await foreach (var row in rows.ConfigureAwait(false))
            {
                var separator = row.RowKey.IndexOf('|', prefix.Length);
                var written = (long)new ByteSource(row.Body.Span).Varint();
                yield return new(
                    row.RowKey[(separator + 1)..],
                    RollupPeriod.Parse(row.RowKey[..separator]),
                    DateTimeOffset.FromUnixTimeMilliseconds(written),
                    row.ETag);
            }
        }
    }

    public async Task DeleteAsync(ITableStore tables, CancellationToken cancellationToken) =>
        await tables.CommitAsync(
            TableNames.Control, PartitionKey(Site), [TableOperation.Delete(RowKey(Site, Period), ETag)], cancellationToken).ConfigureAwait(false);

    private static string PartitionKey(string site) => PartitionKey(Partitioner.BucketOf(Partitioner.SiteHash(site)));

    private static string PartitionKey(int bucket) => string.Create(CultureInfo.InvariantCulture, $"stale|{bucket:D2}");

    private static string RowKey(string site, RollupPeriod period) => $"{period.RowKey}|{site}";
}
