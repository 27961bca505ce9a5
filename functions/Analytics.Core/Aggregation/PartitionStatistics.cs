using Analytics.Core.Live;
using Analytics.Core.Tables;
using Analytics.Core.Telemetry;

namespace Analytics.Core.Aggregation;

/// <summary>
/// Gives the committed batches of a partition to the rolling averages, each message once: after a failure, and again from live rows after
/// a start. Not thread-safe.
/// </summary>
internal sealed class PartitionStatistics(RollingStatistics statistics, AggregationOptions options)
{
    private readonly StatisticsFeed _feed = new(statistics, options);

    // What has been given to the averages already; they live as long as the process.
    private long _upTo;

    /// <summary>Adds a batch.</summary>
    public void Add(BatchAssembler batch, long sequenceNumber, DateTimeOffset enqueued)
    {
        _feed.Age(enqueued);
        foreach (var block in batch.Blocks)
        {
            var duplicates = _feed.Add(
                batch.Pool.GetString(block.Site),
                block.SiteHash,
                block.Hour,
                block.Rows,
                batch.Pageview,
                batch.Engagement
            );
            AnalyticsMeter.CountDuplicates(duplicates);
        }

        _upTo = sequenceNumber;
    }

    /// <summary>Adds the live rows of the last hour, newest batches first if they are more than may be read.</summary>
    public async Task RebuildAsync(ITableStore tables, int partition, Watermark watermark, CancellationToken cancellationToken)
    {
        var key = LiveRow.PartitionKey(partition);
        foreach (var (rowKey, head) in await NewestAsync(tables, key, watermark, cancellationToken))
        {
            if (await tables.ReadReadableAsync(TableNames.Live, key, rowKey, cancellationToken) is not { } row)
            {
                continue;
            }

            _feed.Age(head.Enqueued);
            foreach (var (site, part) in LiveRow.ReadBlocks(row, site: null, out _))
            {
                _feed.Add(site, part);
            }
        }

        _upTo = Math.Max(_upTo, watermark.SequenceNumber);
    }

    /// <summary>
    /// The newest rows that hold about as many events as may be read, oldest first; none whose messages are in another row as well.
    /// </summary>
    private async Task<List<(string RowKey, LiveRowHead Head)>> NewestAsync(
        ITableStore tables,
        string partitionKey,
        Watermark watermark,
        CancellationToken cancellationToken
    )
    {
        const int bytesPerEvent = 8;
        var rows = new List<(string RowKey, LiveRowHead Head)>();
        var oldest = watermark.Enqueued - options.Rebuild;
        await foreach (
            var row in tables.ReadRangeAsync(
                TableNames.Live,
                partitionKey,
                string.Empty,
                LiveRow.BlocksEnd,
                headsOnly: true,
                cancellationToken
            )
        )
        {
            var head = LiveRow.ReadHead(row);
            if (head.Enqueued >= oldest && head.Range.First > _upTo && head.Range.Last <= watermark.SequenceNumber)
            {
                rows.Add((row.RowKey, head));
            }
        }

        var bytes = 0L;
        return
        [
            .. CoveringRows
                .Of(rows, row => (LiveRow.BucketOf(row.RowKey), row.Head.Range))
                .OrderByDescending(row => row.Head.Range.First)
                .TakeWhile(row =>
                    (bytes += row.Head.BodyBytes) <= (long)options.RebuildEvents * bytesPerEvent || bytes == row.Head.BodyBytes
                )
                .Reverse(),
        ];
    }
}
