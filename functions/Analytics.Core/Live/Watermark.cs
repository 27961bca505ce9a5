using Analytics.Core.Bytes;
using Analytics.Core.Tables;

namespace Analytics.Core.Live;

/// <summary>
/// The position up to which a partition is aggregated: a row of the live table, written in the same transaction as the blocks of each
/// batch and conditional on its ETag. It is authoritative, not the log's checkpoint.
/// </summary>
/// <param name="SequenceNumber">The highest sequence number whose effects are stored; 0 at the start.</param>
/// <param name="Enqueued">Time at which that message was accepted.</param>
/// <param name="ETag">The row's ETag; null if there is no row yet.</param>
public sealed record Watermark(long SequenceNumber, DateTimeOffset Enqueued, string? ETag)
{
    /// <summary>The row key.</summary>
    public const string RowKey = "watermark";

    /// <summary>The maximum size of the row, in bytes.</summary>
    internal const int MaxBytes = 64;

    /// <summary>Reads a partition's watermark.</summary>
    /// <exception cref="TableCorruptException">The row is damaged.</exception>
    public static async ValueTask<Watermark> ReadAsync(ITableStore tables, int partition, CancellationToken cancellationToken)
    {
        var row = await tables.ReadAsync(TableNames.Live, LiveRow.PartitionKey(partition), RowKey, cancellationToken);
        if (row is null)
        {
            return new(0, DateTimeOffset.UnixEpoch, null);
        }

        return StoredForm.Read(
            () =>
            {
                var source = new ByteSource(row.Body.Span);
                return new Watermark((long)source.Varint(), DateTimeOffset.FromUnixTimeMilliseconds((long)source.Varint()), row.ETag);
            },
            $"The watermark of partition {partition}",
            TableRemedies.Watermark
        );
    }

    /// <summary>Returns the operation that replaces a row with <see cref="ETag"/>.</summary>
    internal TableOperation Write()
    {
        var sink = new ByteSink();
        sink.Varint((ulong)SequenceNumber);
        sink.Varint((ulong)Enqueued.ToUnixTimeMilliseconds());
        return ETag is null ? TableOperation.Insert(RowKey, sink.ToArray()) : TableOperation.Replace(RowKey, sink.ToArray(), ETag);
    }
}
