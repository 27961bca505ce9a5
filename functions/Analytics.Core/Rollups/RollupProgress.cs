using System.Globalization;
using Analytics.Core.Rollups.Encoding;
using Analytics.Core.Tables;

namespace Analytics.Core.Rollups;

/// <summary>
/// For one bucket, up to which sequence number of each partition all live rows are in hour rollups, so that queries need not read them.
/// </summary>
/// <param name="Bucket">The bucket.</param>
/// <param name="Partitions">The highest sequence number by partition.</param>
/// <param name="ETag">The row's ETag; null if there is none yet.</param>
internal sealed record RollupProgress(int Bucket, IReadOnlyDictionary<int, long> Partitions, string? ETag)
{
    private const string PartitionKey = "progress";

    public long Of(int partition) => Partitions.GetValueOrDefault(partition);

    public static async ValueTask<RollupProgress> ReadAsync(ITableStore tables, int bucket, CancellationToken cancellationToken)
    {
        var row = await tables.ReadAsync(TableNames.Control, PartitionKey, RowKey(bucket), cancellationToken).ConfigureAwait(false);
        if (row is null)
        {
            return new(bucket, new Dictionary<int, long>(), null);
        }

        try
        {
            var source = new ByteSource(row.Body.Span);
            var partitions = new Dictionary<int, long>();
            for (var count = source.Int(); count > 0; count--)
            {
                partitions[source.Int()] = (long)source.Varint();
            }

            return new(bucket, partitions, row.ETag);
        }
        catch (InvalidDataException exception)
        {
            throw new TableCorruptException($"The rollup progress of bucket {bucket} is damaged: {exception.Message} Restore the table from a backup.", exception);
        }
    }

    /// <summary>Moves the progress on, unless another instance did so meanwhile.</summary>
    /// <returns>What is stored now.</returns>
    public async ValueTask<RollupProgress> WriteAsync(ITableStore tables, IReadOnlyDictionary<int, long> partitions, CancellationToken cancellationToken)
    {
        var sink = new ByteSink();
        sink.Varint((uint)partitions.Count);
        foreach (var (partition, sequenceNumber) in partitions.OrderBy(p => p.Key))
        {
            sink.Varint((uint)partition);
            sink.Varint((ulong)sequenceNumber);
        }

        var operation = ETag is null
            ? TableOperation.Insert(RowKey(Bucket), sink.ToArray())
            : TableOperation.Replace(RowKey(Bucket), sink.ToArray(), ETag);
        var commit = await tables.CommitAsync(TableNames.Control, PartitionKey, [operation], cancellationToken).ConfigureAwait(false);
        return commit.Committed
            ? new(Bucket, new Dictionary<int, long>(partitions), commit.ETags![0])
            : await ReadAsync(tables, Bucket, cancellationToken).ConfigureAwait(false);
    }

    private static string RowKey(int bucket) => bucket.ToString("D2", CultureInfo.InvariantCulture);
}
