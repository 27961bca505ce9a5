using Analytics.Core.Aggregation;
using Analytics.Core.EventLog;
using Analytics.Core.Live;
using Analytics.Core.Tables;

namespace Analytics.Core.Rollups;

/// <summary>
/// Merges live blocks into hour rollups, bucket by bucket, several sites of a bucket at once, in memory that does not grow with what waits. Running it
/// twice, or on two instances at once, gives the same rows: a rollup names what it includes. Not thread-safe; use one per instance.
/// </summary>
/// <param name="tables">The tables.</param>
/// <param name="partitionCount">Partitions of the event log.</param>
/// <param name="clock">Decides which hours are closed.</param>
/// <param name="options">Bounds.</param>
public sealed class HourRollups(ITableStore tables, int partitionCount, TimeProvider clock, RollupOptions options)
{
    private const int Attempts = 4;
    private readonly RollupTable _rollups = new(tables);
    private readonly RollupWriters _writers = new(options);

    /// <summary>Rolls up all buckets, or some.</summary>
    /// <param name="openHoursToo">Also hours that still run: when the live rows have grown large.</param>
    /// <param name="buckets">The buckets; null for all.</param>
    /// <param name="cancellationToken">Cancels between sites.</param>
    /// <returns>How many hour rows were written.</returns>
    public async Task<int> RunAsync(bool openHoursToo, IEnumerable<int>? buckets, CancellationToken cancellationToken)
    {
        var watermarks = new Dictionary<int, long>();
        for (var partition = 0; partition < partitionCount; partition++)
        {
            watermarks[partition] = (await Watermark.ReadAsync(tables, partition, cancellationToken).ConfigureAwait(false)).SequenceNumber;
        }

        var rows = 0;
        foreach (var bucket in buckets ?? Enumerable.Range(0, Partitioner.Buckets))
        {
            rows += await RunBucketAsync(bucket, watermarks, openHoursToo, cancellationToken).ConfigureAwait(false);
        }

        return rows;
    }

    private async Task<int> RunBucketAsync(
        int bucket, Dictionary<int, long> watermarks, bool openHoursToo, CancellationToken cancellationToken)
    {
        var progress = await RollupProgress.ReadAsync(tables, bucket, cancellationToken).ConfigureAwait(false);
        var closedUntil = openHoursToo ? long.MaxValue : clock.GetUtcNow().ToUnixTimeSeconds();
        var blocks = new CollectedBlocks(options.MaxCollectedBytes);
        var reached = new Dictionary<int, long>(progress.Partitions);

        // Up to where each partition is read: with the blocks collected last, all of it is in the rollups.
        var read = watermarks.Where(entry => entry.Value <= reached.GetValueOrDefault(entry.Key)).ToDictionary();
        var written = 0;
        foreach (var (partition, watermark) in watermarks)
        {
            long? blocked = null;
            for (var at = reached.GetValueOrDefault(partition); at < watermark;)
            {
                var part = await CollectAsync(bucket, partition, at, watermark, closedUntil, blocks, cancellationToken).ConfigureAwait(false);
                blocked ??= part.Blocked;
                read[partition] = at = part.Read;
                reached[partition] = blocked ?? at;
                if (blocks.IsFull)
                {
                    await WriteAsync().ConfigureAwait(false);
                }
            }
        }

        await WriteAsync().ConfigureAwait(false);
        return written;

        async Task WriteAsync()
        {
            written += await WriteBlocksAsync(blocks, read, cancellationToken).ConfigureAwait(false);
            blocks.Clear();
            if (reached.Any(entry => entry.Value != progress.Of(entry.Key)))
            {
                progress = await progress.WriteAsync(tables, reached, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Collects the blocks of closed hours, until they are many or the partition ends.</summary>
    /// <returns>Up to where it has read, and before which message the first block of another hour came, if any.</returns>
    private async Task<(long Read, long? Blocked)> CollectAsync(
        int bucket, int partition, long after, long watermark, long closedUntil, CollectedBlocks blocks, CancellationToken cancellationToken)
    {
        long? blocked = null;
        var rows = tables.ReadRangeAsync(
            TableNames.Live,
            LiveRow.PartitionKey(partition),
            LiveRow.RowKey(bucket, after + 1),
            LiveRow.RowKey(bucket, watermark + 1),
            headsOnly: false,
            cancellationToken);
        await foreach (var row in rows.ConfigureAwait(false))
        {
            var range = LiveRow.ReadHead(row).Range;
            var collected = LiveRow.ReadBlocks(row, site: null);
            if (collected.RemoveAll(block => block.Part.Period.End > closedUntil) > 0)
            {
                blocked ??= range.First - 1;
            }

            blocks.Add(collected, row.Body.Length);
            if (blocks.IsFull)
            {
                return (range.Last, blocked);
            }
        }

        return (watermark, blocked);
    }

    private async Task<int> WriteBlocksAsync(CollectedBlocks blocks, Dictionary<int, long> read, CancellationToken cancellationToken)
    {
        var written = 0;
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.Parallelism, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(blocks.Sites, parallel, async (site, token) =>
        {
            var rows = await WriteSiteAsync(site.Key, site.Value, read, token).ConfigureAwait(false);
            Interlocked.Add(ref written, rows);
        }).ConfigureAwait(false);
        return written;
    }

    /// <summary>Returns how many rows were written: none where an interrupted run has written them already.</summary>
    private async Task<int> WriteSiteAsync(
        string site, Dictionary<long, List<IRollupPart>> hours, Dictionary<int, long> read, CancellationToken cancellationToken)
    {
        var periods = hours.Keys.SelectMany(Above).ToHashSet();
        await StaleNote.WriteAsync(tables, site, periods, clock.GetUtcNow(), cancellationToken).ConfigureAwait(false);
        var pending = new Queue<long>(hours.Keys.Order());
        var written = 0;
        for (var attempt = 1; pending.Count > 0; attempt++)
        {
            var operations = new List<TableOperation>();
            var markers = new HashSet<RollupPeriod>();
            var bytes = 0;
            var taken = new List<long>();
            while (pending.TryPeek(out var hour) && operations.Count + markers.Count < TableLimits.MaxOperations - 4)
            {
                var operation = await MergeHourAsync(site, new(RollupTier.Hour, hour), hours[hour], read, cancellationToken).ConfigureAwait(false);
                if (operation is not null)
                {
                    var length = operation.Head.Length + operation.Body.Length;
                    if (bytes > 0 && bytes + length > options.MaxRollupBytes)
                    {
                        break;
                    }

                    bytes += length;
                    operations.Add(operation);
                    markers.UnionWith(Above(hour));
                }

                taken.Add(pending.Dequeue());
            }

            operations.AddRange(markers.Select(period => TableOperation.Upsert(period.StaleKey, default)));
            if (operations.Count == 0)
            {
                continue;
            }

            var commit = await tables.CommitAsync(TableNames.Rollups, site, operations, cancellationToken).ConfigureAwait(false);
            if (commit.Committed)
            {
                attempt = 0;
                written += operations.Count - markers.Count;
                continue;
            }

            if (attempt == Attempts)
            {
                throw new IOException($"The rollup '{commit.ConflictingRowKey}' of site '{site}' changed {Attempts} times while it was being written; it will be tried again.");
            }

            pending = new(taken.Concat(pending));
        }

        return written;
    }

    private async Task<TableOperation?> MergeHourAsync(
        string site, RollupPeriod period, List<IRollupPart> blocks, Dictionary<int, long> read, CancellationToken cancellationToken)
    {
        var stored = await _rollups.ReadAsync(site, period, cancellationToken).ConfigureAwait(false);
        List<IRollupPart> parts = [.. blocks.Where(block => stored is null || !stored.Value.Rollup.Included.Contains(block.Included))];
        if (parts.Count == 0)
        {
            return null;
        }

        if (stored is { } row)
        {
            parts.Add(row.Rollup);
        }

        var encoded = await _writers.MergeAsync(
            period, parts, rollup => rollup.Included.UpTo(read), cancellationToken).ConfigureAwait(false);
        return stored is null
            ? TableOperation.Insert(period.RowKey, encoded.Body, encoded.Head)
            : TableOperation.Replace(period.RowKey, encoded.Body, stored.Value.ETag, encoded.Head);
    }

    private static IEnumerable<RollupPeriod> Above(long hour) =>
        [RollupPeriod.Of(RollupTier.Day, hour), RollupPeriod.Of(RollupTier.Month, hour)];
}
