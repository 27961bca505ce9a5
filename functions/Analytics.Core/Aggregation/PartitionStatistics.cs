using Analytics.Core.Live;
using Analytics.Core.Tables;
using Analytics.Core.Telemetry;

namespace Analytics.Core.Aggregation;

/// <summary>
/// Passes the committed batches of a partition to the rolling averages. Each message counts once, also after a failure and when live rows
/// are read again after a start. Not thread-safe.
/// </summary>
internal sealed class PartitionStatistics(RollingStatistics statistics, AggregationOptions options)
{
    private readonly StatisticsFeed _feed = new(statistics, options);

    // Sequence number up to which the averages have the messages. The averages outlive a restart of the aggregator.
    private long _countedUpTo;

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

        _countedUpTo = sequenceNumber;
    }

    /// <summary>Adds the live rows of the last hour: the newest ones if they exceed the limit.</summary>
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

        _countedUpTo = Math.Max(_countedUpTo, watermark.SequenceNumber);
    }

    /// <summary>
    /// Lists the newest rows up to the limit of events to read, oldest first. Rows whose messages are also in another row are left out.
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
            if (head.Enqueued >= oldest && head.Range.First > _countedUpTo && head.Range.Last <= watermark.SequenceNumber)
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
