using Analytics.Core.DeadLetters;
using Analytics.Core.Live;
using Analytics.Core.Partitioning;
using Analytics.Core.Periods;
using Analytics.Core.Tables;

namespace Analytics.Core.Rollups;

/// <summary>
/// Merges live blocks into hour rollups, bucket by bucket, several sites of a bucket at once. Its memory does not grow with the number of
/// waiting rows. Running it twice, or on two instances at once, gives the same rows, because a rollup names the messages that it includes.
/// Not thread-safe; use one per instance.
/// </summary>
/// <param name="tables">The tables.</param>
/// <param name="partitionCount">Partitions of the event log.</param>
/// <param name="clock">The current time, by which hours are closed.</param>
/// <param name="options">Bounds.</param>
public sealed class HourRollups(ITableStore tables, int partitionCount, TimeProvider clock, RollupOptions options)
{
    private readonly HourWriter _writer = new(tables, clock, options);
    private readonly DeadLetterTable _letters = new(tables, clock);

    /// <summary>Rolls up all buckets, or some.</summary>
    /// <param name="openHoursToo">True to include hours that have not ended, when the live rows have grown large.</param>
    /// <param name="buckets">The buckets; null for all.</param>
    /// <param name="cancellationToken">Cancels between sites.</param>
    /// <returns>Number of hour rows written.</returns>
    public async Task<int> RunAsync(bool openHoursToo, IEnumerable<int>? buckets, CancellationToken cancellationToken)
    {
        var watermarks = new Dictionary<int, long>();
        for (var partition = 0; partition < partitionCount; partition++)
        {
            watermarks[partition] = (await Watermark.ReadAsync(tables, partition, cancellationToken)).SequenceNumber;
        }

        var rows = 0;
        foreach (var bucket in buckets ?? Partitioner.AllBuckets)
        {
            rows += await RunBucketAsync(bucket, watermarks, openHoursToo, cancellationToken);
        }

        return rows;
    }

    private async Task<int> RunBucketAsync(
        int bucket,
        Dictionary<int, long> watermarks,
        bool openHoursToo,
        CancellationToken cancellationToken
    )
    {
        var progress = await RollupProgress.ReadAsync(tables, bucket, cancellationToken);
        var closedUntil = openHoursToo ? long.MaxValue : clock.GetUtcNow().ToUnixTimeSeconds();
        var blocks = new CollectedBlocks(options.MaxCollectedBytes);
        var rolledUpTo = new Dictionary<int, long>(progress.Partitions);

        // The position up to which each partition is read. With the last collected blocks, everything up to it is in the rollups.
        var fullyRolledUp = watermarks.Where(entry => entry.Value <= rolledUpTo.GetValueOrDefault(entry.Key)).ToDictionary();
        var written = 0;
        foreach (var (partition, aggregated) in watermarks)
        {
            var watermark = await HasRowsAsync(bucket, partition, rolledUpTo.GetValueOrDefault(partition), aggregated, cancellationToken)
                ? await FoldingLimit.MoveAsync(tables, partition, bucket, cancellationToken)
                : aggregated;
            long? blocked = null;
            for (var sequence = rolledUpTo.GetValueOrDefault(partition); sequence < watermark; )
            {
                var part = await CollectAsync(bucket, partition, sequence, watermark, closedUntil, blocks, cancellationToken);
                blocked ??= part.Blocked;
                fullyRolledUp[partition] = sequence = part.Read;
                rolledUpTo[partition] = blocked ?? sequence;
                if (blocks.IsFull)
                {
                    await WriteAsync();
                }
            }
        }

        await WriteAsync();
        return written;

        async Task WriteAsync()
        {
            if (!blocks.IsEmpty)
            {
                progress = await progress.WriteAsync(tables, progress.Partitions, progress.CutsWith(fullyRolledUp), cancellationToken);
            }

            written += await WriteBlocksAsync(blocks, fullyRolledUp, cancellationToken);
            blocks.Clear();
            if (rolledUpTo.Any(entry => entry.Value != progress.Of(entry.Key)))
            {
                progress = await progress.WriteAsync(tables, rolledUpTo, progress.CutsWith(fullyRolledUp), cancellationToken);
            }
        }
    }

    private async Task<bool> HasRowsAsync(int bucket, int partition, long after, long watermark, CancellationToken cancellationToken)
    {
        var (from, to) = (LiveRow.RowKey(bucket, after + 1), LiveRow.RowKey(bucket, watermark + 1));
        return after < watermark
            && await tables
                .ReadRangeAsync(TableNames.Live, LiveRow.PartitionKey(partition), from, to, headsOnly: true, cancellationToken)
                .AnyAsync(cancellationToken);
    }

    /// <summary>Collects the blocks of closed hours, until there are many or the partition ends.</summary>
    /// <returns>
    /// The sequence number up to which it has read, and the message before which the first block of another hour came, if any.
    /// </returns>
    private async Task<(long Read, long? Blocked)> CollectAsync(
        int bucket,
        int partition,
        long after,
        long watermark,
        long closedUntil,
        CollectedBlocks blocks,
        CancellationToken cancellationToken
    )
    {
        var (from, to) = (LiveRow.RowKey(bucket, after + 1), LiveRow.RowKey(bucket, watermark + 1));
        var covering = await CoveringAsync(bucket, partition, from, to, cancellationToken);
        long? blocked = null;
        SequenceRange? last = null;
        var rows = tables.ReadReadableRangeAsync(TableNames.Live, LiveRow.PartitionKey(partition), from, to, cancellationToken);
        await foreach (var row in rows)
        {
            if (!covering.TryGetValue(row.RowKey, out var range))
            {
                continue;
            }

            // Read up to a message means with all rows of its batch, which have equal ranges.
            if (blocks.IsFull && last is { } read && range != read)
            {
                return (read.Last, blocked);
            }

            last = range;
            var collected = LiveRow.ReadBlocks(row, site: null, out var damaged);
            await SetAsideAsync(row, damaged, cancellationToken);
            if (collected.RemoveAll(block => block.Part.Period.End > closedUntil) > 0)
            {
                blocked ??= range.First - 1;
            }

            blocks.Add(collected, row.Body.Length);
        }

        return (watermark, blocked);
    }

    /// <summary>Returns the rows of a range whose messages no other row has, with their messages.</summary>
    private async Task<Dictionary<string, SequenceRange>> CoveringAsync(
        int bucket,
        int partition,
        string from,
        string to,
        CancellationToken cancellationToken
    )
    {
        var heads = new List<(string RowKey, SequenceRange Range)>();
        var rows = tables.ReadRangeAsync(TableNames.Live, LiveRow.PartitionKey(partition), from, to, headsOnly: true, cancellationToken);
        await foreach (var row in rows)
        {
            heads.Add((row.RowKey, LiveRow.ReadHead(row).Range));
        }

        return CoveringRows
            .Of(heads, head => (bucket, head.Range))
            .ToDictionary(head => head.RowKey, head => head.Range, StringComparer.Ordinal);
    }

    private async Task SetAsideAsync(TableRow row, List<DamagedBlock> damaged, CancellationToken cancellationToken)
    {
        foreach (var block in damaged)
        {
            var period = block.Hour is { } hour ? new RollupPeriod(RollupTier.Hour, hour).RowKey : "unknown hours";
            await _letters.SetAsideAsync(
                new(
                    DeadLetterStage.RollUp,
                    block.Site,
                    null,
                    $"{period} of live row {row.RowKey} of partition {row.PartitionKey}",
                    DeadLetterReason.Of(block.Reason),
                    block.Bytes
                ),
                cancellationToken
            );
        }
    }

    private async Task<int> WriteBlocksAsync(
        CollectedBlocks blocks,
        Dictionary<int, long> fullyRolledUp,
        CancellationToken cancellationToken
    )
    {
        var written = 0;
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.Parallelism, CancellationToken = cancellationToken };
        await StorageWork.ForEachAsync(
            blocks.Sites,
            parallel,
            async (site, token) =>
            {
                var rows = await _writer.WriteAsync(site.Key, site.Value, fullyRolledUp, token);
                Interlocked.Add(ref written, rows);
            }
        );
        return written;
    }
}
