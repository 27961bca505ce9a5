using System.Globalization;
using System.Runtime.CompilerServices;
using Analytics.Core.Aggregation;
using Analytics.Core.Live;
using Analytics.Core.Partitioning;
using Analytics.Core.Periods;
using Analytics.Core.Tables;
using Analytics.Core.Text;

namespace Analytics.Core.Reprocessing;

/// <summary>
/// The blocks that a job built from archived messages, until they are merged. Rows are like live rows (see <see cref="LiveRow"/>), their
/// key is <c>day, "|", bucket, "|", first sequence number, "|", part</c>. Thread-safe.
/// </summary>
internal sealed class ReplayStore(ITableStore tables, string job)
{
    private const int PartBytes = 1024 * 1024;
    private const string BlocksFrom = "0";
    private const string BlocksEnd = ":";

    public CheckpointTable Checkpoints(int partition) => new(tables, Key(partition));

    /// <summary>Stores the blocks of a batch; storing them again replaces them.</summary>
    public async Task WriteAsync(
        int partition,
        SequenceRange range,
        DateTimeOffset enqueued,
        TextPool pool,
        IEnumerable<BlockDraft> blocks,
        int logicVersion,
        CancellationToken cancellationToken
    )
    {
        var batch = new OperationBatch();
        var writer = new LiveRowWriter();
        foreach (
            var unit in blocks.GroupBy(block =>
                (Day: RollupPeriod.Of(RollupTier.Day, block.Hour).Start, Bucket: Partitioner.BucketOf(block.SiteHash))
            )
        )
        {
            var part = 0;
            writer.Clear();
            foreach (var block in unit)
            {
                writer.Add(pool.GetString(block.Site), block.Hour, block.Rows, block.Traffic, logicVersion);
                if (writer.Length >= PartBytes)
                {
                    await AddAsync();
                }
            }

            await AddAsync();

            async Task AddAsync()
            {
                if (writer.IsEmpty)
                {
                    return;
                }

                var body = writer.ToArray();
                writer.Clear();
                var head = LiveRow.Head(range, enqueued, body.Length);
                var key = string.Create(
                    CultureInfo.InvariantCulture,
                    $"{UnitKey(unit.Key.Day, unit.Key.Bucket)}|{range.First:D19}|{part++:D3}"
                );
                var operation = TableOperation.Upsert(key, body, head);
                if (!batch.TryAdd(operation))
                {
                    await FlushAsync();
                    batch.TryAdd(operation);
                }
            }
        }

        await FlushAsync();

        async Task FlushAsync()
        {
            if (!batch.IsEmpty)
            {
                await tables.CommitAsync(TableNames.Replay, Key(partition), batch.Operations, cancellationToken);
                batch.Clear();
            }
        }
    }

    /// <summary>Returns the stored size of the blocks of a bucket and day, in bytes.</summary>
    public async Task<long> BytesAsync(int partitions, long day, int bucket, CancellationToken cancellationToken)
    {
        var bytes = 0L;
        await foreach (var row in RowsAsync(partitions, day, bucket, headsOnly: true, cancellationToken))
        {
            bytes += LiveRow.ReadHead(row).BodyBytes;
        }

        return bytes;
    }

    /// <summary>Reads all blocks of a bucket and day, by site.</summary>
    public async Task<Dictionary<string, List<IRollupPart>>> ReadAsync(
        int partitions,
        long day,
        int bucket,
        CancellationToken cancellationToken
    )
    {
        var blocks = new Dictionary<string, List<IRollupPart>>(StringComparer.Ordinal);
        await foreach (var row in RowsAsync(partitions, day, bucket, headsOnly: false, cancellationToken))
        {
            foreach (var block in LiveRow.ReadBlocks(row, site: null))
            {
                if (!blocks.TryGetValue(block.Site, out var siteBlocks))
                {
                    blocks[block.Site] = siteBlocks = [];
                }

                siteBlocks.Add(block.Part);
            }
        }

        return blocks;
    }

    /// <summary>Deletes the blocks of messages above a number, which a killed replay stored after its last checkpoint.</summary>
    public Task DeleteAboveAsync(int partition, long sequenceNumber, CancellationToken cancellationToken) =>
        DeleteAsync(partition, BlocksFrom, BlocksEnd, row => LiveRow.ReadHead(row).Range.First > sequenceNumber, cancellationToken);

    /// <summary>Deletes all rows of the job.</summary>
    public async Task ClearAsync(int partitions, CancellationToken cancellationToken)
    {
        for (var partition = 0; partition < partitions; partition++)
        {
            await DeleteAsync(partition, string.Empty, null, selects: null, cancellationToken);
        }
    }

    private async IAsyncEnumerable<TableRow> RowsAsync(
        int partitions,
        long day,
        int bucket,
        bool headsOnly,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var unit = UnitKey(day, bucket);
        for (var partition = 0; partition < partitions; partition++)
        {
            var rows = tables.ReadRangeAsync(TableNames.Replay, Key(partition), unit + "|", unit + "}", headsOnly, cancellationToken);
            await foreach (var row in rows)
            {
                yield return row;
            }
        }
    }

    private static string UnitKey(long day, int bucket) =>
        string.Create(CultureInfo.InvariantCulture, $"{DateTimeOffset.FromUnixTimeSeconds(day).UtcDateTime:yyyyMMdd}|{bucket:D2}");

    private string Key(int partition) => $"{job}|{LiveRow.PartitionKey(partition)}";

    /// <summary>Deletes the existing rows; a killed run of the job may still be writing more.</summary>
    private async Task DeleteAsync(
        int partition,
        string from,
        string? to,
        Func<TableRow, bool>? selects,
        CancellationToken cancellationToken
    ) =>
        await new RowDeletion(tables, TableNames.Replay, Key(partition), ChangedRow.Goes).DeleteRangeAsync(
            from,
            to,
            selects,
            cancellationToken
        );
}
