using System.Globalization;
using Analytics.Core.Aggregation;
using Analytics.Core.Tables;

namespace Analytics.Core.Rollups;

/// <summary>
/// Lets aggregators in other processes ask for a roll-up of buckets that can't wait for the hour, because every query of their sites reads what is live: in an
/// import, and of very large sites always. Safe for concurrent use.
/// </summary>
/// <param name="tables">The tables.</param>
public sealed class RollupDemand(ITableStore tables)
{
    /// <summary>Bytes of live rows of one bucket and partition that are many: some 400,000 events.</summary>
    public const long LargeBytes = 4 * 1024 * 1024;

    private const string PartitionKey = "demand";

    /// <summary>Asks for the buckets that have grown large, if any.</summary>
    /// <param name="written">What the caller's aggregator has written; what is asked for is taken from it.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task AskAsync(BucketBytes written, CancellationToken cancellationToken)
    {
        foreach (var bucket in written.From(LargeBytes))
        {
            await tables.CommitAsync(TableNames.Control, PartitionKey, [TableOperation.Upsert(RowKey(bucket), default)], cancellationToken).ConfigureAwait(false);
            written.Take(bucket);
        }
    }

    /// <summary>Rolls up the buckets that are asked for, also their hours that still run. A bucket that is asked for meanwhile is for the next call.</summary>
    /// <returns>How many hour rows were written.</returns>
    public async Task<int> RollUpAsync(RollupRounds rounds, CancellationToken cancellationToken)
    {
        var asked = new List<TableRow>();
        await foreach (var row in tables.ReadRangeAsync(TableNames.Control, PartitionKey, string.Empty, null, headsOnly: true, cancellationToken).ConfigureAwait(false))
        {
            asked.Add(row);
        }

        if (asked.Count == 0)
        {
            return 0;
        }

        var buckets = asked.ConvertAll(row => int.Parse(row.RowKey, CultureInfo.InvariantCulture));
        var written = await rounds.RunHoursAsync(openHoursToo: true, buckets, cancellationToken).ConfigureAwait(false);
        foreach (var row in asked)
        {
            await tables.CommitAsync(TableNames.Control, PartitionKey, [TableOperation.Delete(row.RowKey, row.ETag)], cancellationToken).ConfigureAwait(false);
        }

        return written;
    }

    private static string RowKey(int bucket) => bucket.ToString("D2", CultureInfo.InvariantCulture);
}
