using Analytics.Core.Bytes;
using Analytics.Core.Tables;

namespace Analytics.Core.Reprocessing;

/// <summary>The stored checkpoint of a partition's replay. Thread-safe.</summary>
internal sealed class CheckpointTable(ITableStore tables, string partitionKey)
{
    private const string RowKey = "checkpoint";

    /// <summary>Reads the last checkpoint; null if there is none.</summary>
    /// <exception cref="TableCorruptException">The row is damaged.</exception>
    public async Task<ReplayCheckpoint?> ReadAsync(CancellationToken cancellationToken)
    {
        if (await tables.ReadAsync(TableNames.Replay, partitionKey, RowKey, cancellationToken) is not { } row)
        {
            return null;
        }

        return StoredForm.Read(
            () =>
            {
                var source = new ByteSource(row.Body.Span);
                return new ReplayCheckpoint((long)source.Varint(), (long)source.Varint(), (long)source.Varint(), (long)source.Varint());
            },
            $"The checkpoint of the replay '{partitionKey}'",
            TableRemedies.Of(TableNames.Replay)
        );
    }

    public async Task WriteAsync(ReplayCheckpoint checkpoint, CancellationToken cancellationToken)
    {
        var sink = new ByteSink();
        sink.Varint((ulong)checkpoint.SequenceNumber);
        sink.Varint((ulong)checkpoint.Messages);
        sink.Varint((ulong)checkpoint.Events);
        sink.Varint((ulong)checkpoint.Damaged);
        await tables.CommitAsync(TableNames.Replay, partitionKey, [TableOperation.Upsert(RowKey, sink.ToArray())], cancellationToken);
    }
}

/// <summary>Position up to which a partition is replayed.</summary>
/// <param name="SequenceNumber">The last message whose blocks are stored.</param>
/// <param name="Messages">Messages replayed so far.</param>
/// <param name="Events">Events in them.</param>
/// <param name="Damaged">Messages that could not be aggregated.</param>
internal sealed record ReplayCheckpoint(long SequenceNumber, long Messages, long Events, long Damaged);
