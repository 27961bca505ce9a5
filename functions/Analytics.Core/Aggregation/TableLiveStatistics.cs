using Analytics.Core.EventLog;
using Analytics.Core.Sites;
using Analytics.Core.Tables;

namespace Analytics.Core.Aggregation;

/// <summary>
/// Rolling averages of a site out of the live table: for hosts whose queries run in another process than the aggregators. The numbers are those of
/// <see cref="RollingStatistics"/>, which itself is rebuilt from these rows. Thread-safe.
/// </summary>
/// <param name="tables">The tables.</param>
/// <param name="sites">Tells over how many partitions a site is spread.</param>
/// <param name="partitionCount">Partitions of the event log.</param>
/// <param name="clock">The time that minutes are counted to.</param>
public sealed class TableLiveStatistics(ITableStore tables, ISiteDirectory sites, int partitionCount, TimeProvider clock) : ILiveStatistics
{
    // The longest window, and what a message may have waited before it was aggregated.
    private static readonly TimeSpan Back = TimeSpan.FromMinutes(65);

    /// <inheritdoc/>
    public async ValueTask<LiveStatistics?> ReadAsync(string site, CancellationToken cancellationToken)
    {
        var statistics = new RollingStatistics(clock);
        if (await sites.FindAsync(site, cancellationToken).ConfigureAwait(false) is { } entry)
        {
            var partitions = Enumerable.Range(0, entry.Site.Spread).Select(i => Partitioner.Partition(entry.Hash, i, partitionCount)).Distinct();
            foreach (var partition in partitions)
            {
                await AddAsync(statistics, entry, LiveRow.PartitionKey(partition), cancellationToken).ConfigureAwait(false);
            }
        }

        return await statistics.ReadAsync(site, cancellationToken).ConfigureAwait(false);
    }

    private async Task AddAsync(RollingStatistics statistics, SiteEntry site, string partitionKey, CancellationToken cancellationToken)
    {
        var bucket = Partitioner.BucketOf(site.Hash);
        var oldest = clock.GetUtcNow() - Back;
        var end = LiveRow.BucketEnd(bucket);
        if (await FirstSinceAsync(partitionKey, bucket, oldest, cancellationToken).ConfigureAwait(false) is not { } first)
        {
            return;
        }

        await foreach (var row in tables.ReadRangeAsync(TableNames.Live, partitionKey, first, end, headsOnly: false, cancellationToken).ConfigureAwait(false))
        {
            foreach (var block in LiveRow.ReadBlocks(row, site.Site.Domain))
            {
                statistics.Add(block.Site, block.Rollup.Totals, block.Rollup.Period.Start, block.Rollup.Columns.Values.Value.Values);
            }
        }
    }

    /// <summary>Rows stay for 90 minutes and more if a roll-up is late; their heads tell which to leave out.</summary>
    private async ValueTask<string?> FirstSinceAsync(string partitionKey, int bucket, DateTimeOffset oldest, CancellationToken cancellationToken)
    {
        var from = LiveRow.RowKey(bucket, 0);
        var end = LiveRow.BucketEnd(bucket);
        await foreach (var row in tables.ReadRangeAsync(TableNames.Live, partitionKey, from, end, headsOnly: true, cancellationToken).ConfigureAwait(false))
        {
            if (LiveRow.ReadHead(row).Enqueued >= oldest)
            {
                return row.RowKey;
            }
        }

        return null;
    }
}
