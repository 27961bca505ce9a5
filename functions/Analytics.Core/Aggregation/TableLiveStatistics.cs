using Analytics.Core.Live;
using Analytics.Core.Partitioning;
using Analytics.Core.Sites;
using Analytics.Core.Tables;

namespace Analytics.Core.Aggregation;

/// <summary>
/// Rolling averages of a site, computed from the live table: for hosts whose queries run in another process than the aggregators. The
/// numbers are those of <see cref="RollingStatistics"/>, which is rebuilt from the same rows. Thread-safe.
/// </summary>
/// <param name="tables">The tables.</param>
/// <param name="sites">Finds a site and its partition.</param>
/// <param name="partitionCount">Partitions of the event log.</param>
/// <param name="clock">The clock whose current minute is the open one.</param>
/// <param name="diversions">Lists the partitions that took messages of others; null if the log never diverts.</param>
public sealed class TableLiveStatistics(
    ITableStore tables,
    ISiteDirectory sites,
    int partitionCount,
    TimeProvider clock,
    Diversions? diversions = null
) : ILiveStatistics
{
    // The longest window and the longest wait of a message before it is aggregated.
    private static readonly TimeSpan RowAge = TimeSpan.FromMinutes(65);

    private const int Attempts = 4;

    private static readonly AggregationOptions Options = new();

    /// <inheritdoc/>
    public TimeSpan Interval => TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    /// <exception cref="IOException">Rows were folded again and again while they were read.</exception>
    public async ValueTask<LiveStatistics?> ReadAsync(string site, CancellationToken cancellationToken)
    {
        var entry = await sites.FindByIdAsync(site, cancellationToken);
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var statistics = new RollingStatistics(clock);
            if (entry is null || await TryAddAsync(new(statistics, Options), entry, cancellationToken))
            {
                return await statistics.ReadAsync(site, cancellationToken);
            }
        }

        throw new IOException(
            $"The live rows of '{site}' were replaced {Attempts} times while its rolling averages were read; ask again."
        );
    }

    /// <summary>Adds the live rows of a site to the averages.</summary>
    /// <returns>False if a row was folded into another one during the read, so that its events would be missing.</returns>
    private async Task<bool> TryAddAsync(StatisticsFeed feed, SiteEntry site, CancellationToken cancellationToken)
    {
        var own = Partitioner.PartitionOf(site.Hash, partitionCount);
        foreach (var partition in diversions is null ? [own] : await diversions.PartitionsOfAsync(own, cancellationToken))
        {
            if (!await TryAddAsync(feed, site, LiveRow.PartitionKey(partition), cancellationToken))
            {
                return false;
            }
        }

        return true;
    }

    private async Task<bool> TryAddAsync(StatisticsFeed feed, SiteEntry site, string partitionKey, CancellationToken cancellationToken)
    {
        var bucket = Partitioner.BucketOf(site.Hash);
        var oldest = clock.GetUtcNow() - RowAge;
        var rows = new List<(string RowKey, LiveRowHead Head)>();
        var heads = tables.ReadRangeAsync(
            TableNames.Live,
            partitionKey,
            LiveRow.RowKey(bucket, 0),
            LiveRow.BucketEnd(bucket),
            headsOnly: true,
            cancellationToken
        );
        await foreach (var row in heads)
        {
            // Rows stay for 90 minutes, longer if a roll-up is late; the time in the head excludes the old ones.
            var head = LiveRow.ReadHead(row);
            if (head.Enqueued >= oldest)
            {
                rows.Add((row.RowKey, head));
            }
        }

        foreach (var (rowKey, head) in CoveringRows.Of(rows, row => (bucket, row.Head.Range)))
        {
            if (await tables.ReadReadableAsync(TableNames.Live, partitionKey, rowKey, cancellationToken) is not { } row)
            {
                return false;
            }

            feed.Age(head.Enqueued);
            foreach (var (domain, part) in LiveRow.ReadBlocks(row, site.Site.Id, out _))
            {
                feed.Add(domain, part);
            }
        }

        return true;
    }
}
