using System.Globalization;
using Analytics.Core.Bytes;
using Analytics.Core.Tables;

namespace Analytics.Core.Live;

/// <summary>
/// Position in a partition up to which a round reads, or has read, the live rows of a bucket: no fold may reach over it. It is a row
/// beside them that a round writes before it looks which rows there are, and every fold together with its own row.
/// </summary>
/// <remarks>
/// <code>
/// fold   finds rows 1 to 10 and no limit
/// round  writes the limit 8, then reads rows 1 to 8 and writes the hours with them
/// fold   writes rows 1 to 10 as one, if the limit is as it was found: refused, else rows 1 to 8 would count twice
/// </code>
/// Rounds and folds take turns by a lease, but two processes hold it where their clocks differ by more than its term.
/// </remarks>
/// <param name="Partition">The partition.</param>
/// <param name="Bucket">The bucket.</param>
/// <param name="SequenceNumber">The last message before the limit; 0 for none.</param>
/// <param name="ETag">The row's ETag; null if there is none yet.</param>
internal sealed record FoldingLimit(int Partition, int Bucket, long SequenceNumber, string? ETag)
{
    /// <summary>Reads the limit.</summary>
    public static async ValueTask<FoldingLimit> ReadAsync(
        ITableStore tables,
        int partition,
        int bucket,
        CancellationToken cancellationToken
    )
    {
        var row = await tables.ReadAsync(TableNames.Live, LiveRow.PartitionKey(partition), RowKey(bucket), cancellationToken);
        return row is null
            ? new(partition, bucket, 0, null)
            : StoredForm.Read(
                () => new FoldingLimit(partition, bucket, (long)new ByteSource(row.Body.Span).Varint(), row.ETag),
                $"The limit of folds in bucket {bucket} of partition {partition}",
                TableRemedies.Of(TableNames.Live)
            );
    }

    /// <summary>Moves the limit to the last message that is aggregated, which no fold before reaches over.</summary>
    /// <returns>That message.</returns>
    /// <exception cref="IOException">The storage does not answer now, or folds come again and again.</exception>
    public static async ValueTask<long> MoveAsync(ITableStore tables, int partition, int bucket, CancellationToken cancellationToken)
    {
        return await OptimisticUpdate.RunAsync(
            $"The limit of folds in bucket {bucket} of partition {partition}",
            async token =>
            {
                // In this order: a fold that is not refused was written before, of rows up to the watermark or to one before it.
                var limit = await ReadAsync(tables, partition, bucket, token);
                var watermark = (await Watermark.ReadAsync(tables, partition, token)).SequenceNumber;
                var write = (limit with { SequenceNumber = watermark }).Write();
                var commit = await tables.CommitAsync(TableNames.Live, LiveRow.PartitionKey(partition), [write], token);
                return (commit.Committed, watermark);
            },
            cancellationToken
        );
    }

    /// <summary>Writes the limit, if it is as it was read.</summary>
    public TableOperation Write()
    {
        var sink = new ByteSink();
        sink.Varint((ulong)SequenceNumber);
        return ETag is null
            ? TableOperation.Insert(RowKey(Bucket), sink.ToArray())
            : TableOperation.Replace(RowKey(Bucket), sink.ToArray(), ETag);
    }

    private static string RowKey(int bucket) => string.Create(CultureInfo.InvariantCulture, $"folding|{bucket:D2}");
}
