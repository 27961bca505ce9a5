using System.Globalization;
using System.Runtime.CompilerServices;
using Analytics.Core.Bytes;
using Analytics.Core.Partitioning;
using Analytics.Core.Periods;
using Analytics.Core.Tables;

namespace Analytics.Core.Rollups;

/// <summary>
/// A note that work is due for a site's day or month: to build it (<see cref="Stale"/>), to delete the rows of its hours
/// (<see cref="Hours"/>), or to count it (<see cref="Count"/>). It saves the builder from reading every site. The marker beside the
/// rollup, written in the same transaction as the hour, is authoritative; the note is written before it. Each bucket has its own partition
/// of notes, because every site with events writes two of them an hour.
/// </summary>
/// <param name="Kind"><see cref="Stale"/>, <see cref="Hours"/> or <see cref="Count"/>.</param>
/// <param name="Site">The site.</param>
/// <param name="Period">The day or month.</param>
/// <param name="Written">Time at which the note was last written.</param>
/// <param name="ETag">The note's ETag.</param>
internal sealed record StaleNote(string Kind, string Site, RollupPeriod Period, DateTimeOffset Written, string ETag)
{
    /// <summary>A period that must be built.</summary>
    public const string Stale = "stale";

    /// <summary>A day whose rows of hours are deleted when it is old.</summary>
    public const string Hours = "hours";

    /// <summary>A day that was built, so that the days of the site's time zone in it can be counted.</summary>
    public const string Count = "count";

    public static Task WriteAsync(
        ITableStore tables,
        string site,
        IReadOnlyCollection<RollupPeriod> periods,
        DateTimeOffset now,
        CancellationToken cancellationToken
    ) => WriteAsync(tables, Stale, site, periods, now, cancellationToken);

    public static async Task WriteAsync(
        ITableStore tables,
        string kind,
        string site,
        IReadOnlyCollection<RollupPeriod> periods,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var sink = new ByteSink();
        sink.Varint((ulong)now.ToUnixTimeMilliseconds());
        var body = sink.ToArray();
        foreach (var chunk in periods.Chunk(TableLimits.MaxOperations))
        {
            var operations = Array.ConvertAll(chunk, period => TableOperation.Upsert(RowKey(site, period), body));
            await tables.CommitAsync(TableNames.Control, PartitionKey(kind, site), operations, cancellationToken);
        }
    }

    /// <summary>Reads the notes of a tier whose periods are over.</summary>
    public static IAsyncEnumerable<StaleNote> ReadAsync(
        ITableStore tables,
        string kind,
        RollupTier tier,
        DateTimeOffset now,
        CancellationToken cancellationToken
    ) => ReadAsync(tables, kind, tier, now, Partitioner.AllBuckets, cancellationToken);

    /// <summary>Reads the notes of a tier and some buckets whose periods are over.</summary>
    public static async IAsyncEnumerable<StaleNote> ReadAsync(
        ITableStore tables,
        string kind,
        RollupTier tier,
        DateTimeOffset now,
        IEnumerable<int> buckets,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var prefix = RollupPeriod.Prefix(tier);
        var running = RollupPeriod.Of(tier, now.ToUnixTimeSeconds()).RowKey;
        foreach (var bucket in buckets)
        {
            var rows = tables.ReadRangeAsync(
                TableNames.Control,
                PartitionKey(kind, bucket),
                prefix,
                running,
                headsOnly: false,
                cancellationToken
            );
            await foreach (var row in rows)
            {
                var separator = row.RowKey.IndexOf('|', prefix.Length);
                yield return new(
                    kind,
                    row.RowKey[(separator + 1)..],
                    RollupPeriod.Parse(row.RowKey[..separator]),
                    WrittenOf(row),
                    row.ETag
                );
            }
        }
    }

    /// <summary>Returns the time of a note; the epoch for a damaged note, whose key still names the work.</summary>
    private static DateTimeOffset WrittenOf(TableRow row)
    {
        try
        {
            return DateTimeOffset.FromUnixTimeMilliseconds((long)new ByteSource(row.Body.Span).Varint());
        }
        catch (Exception exception) when (exception is InvalidDataException or ArgumentOutOfRangeException)
        {
            return DateTimeOffset.UnixEpoch;
        }
    }

    public async Task DeleteAsync(ITableStore tables, CancellationToken cancellationToken) =>
        await tables.CommitAsync(
            TableNames.Control,
            PartitionKey(Kind, Site),
            [TableOperation.Delete(RowKey(Site, Period), ETag)],
            cancellationToken
        );

    private static string PartitionKey(string kind, string site) => PartitionKey(kind, Partitioner.BucketOf(Partitioner.SiteHash(site)));

    private static string PartitionKey(string kind, int bucket) => string.Create(CultureInfo.InvariantCulture, $"{kind}|{bucket:D2}");

    private static string RowKey(string site, RollupPeriod period) => $"{period.RowKey}|{site}";
}
