using System.Globalization;
using Analytics.Core.Hashing;
using Analytics.Core.Rollups.Encoding;
using Analytics.Core.Tables;

namespace Analytics.Core.Reprocessing;

/// <summary>
/// Checkpoints of replays. The memory is cut into rows of one of two slots; the row <c>checkpoint</c>, written last, names the slot, so that there is
/// always a whole one. Thread-safe.
/// </summary>
internal sealed class CheckpointTable(ITableStore tables, string partitionKey)
{
    private const string RowKey = "checkpoint";
    private const int ChunkBytes = 1024 * 1024;
    private int _slot;

    public async Task<ReplayCheckpoint?> ReadAsync(CancellationToken cancellationToken)
    {
        if (await tables.ReadAsync(TableNames.Replay, partitionKey, RowKey, cancellationToken).ConfigureAwait(false) is not { } row)
        {
            return null;
        }

        var source = new Fields(row.Body.Span);
        _slot = source.Slot;
        var memory = new ByteSink();
        for (var chunk = 0; chunk < source.Chunks; chunk++)
        {
            var part = await tables.ReadAsync(TableNames.Replay, partitionKey, ChunkKey(source.Slot, chunk), cancellationToken).ConfigureAwait(false);
            memory.Bytes(part is null ? [] : part.Body.Span);
        }

        return XxHash64.Hash(memory.Written) == source.Hash
            ? new(source.SequenceNumber, source.Messages, source.Events, source.Damaged, memory.ToArray())
            : throw new TableCorruptException($"The checkpoint of the replay '{partitionKey}' is damaged. Cancel the job and start another.");
    }

    public async Task WriteAsync(ReplayCheckpoint checkpoint, CancellationToken cancellationToken)
    {
        var slot = 1 - _slot;
        var chunks = (checkpoint.Memory.Length + ChunkBytes - 1) / ChunkBytes;
        for (var chunk = 0; chunk < chunks; chunk++)
        {
            var at = chunk * ChunkBytes;
            var body = checkpoint.Memory.Slice(at, Math.Min(ChunkBytes, checkpoint.Memory.Length - at));
            await CommitAsync(TableOperation.Upsert(ChunkKey(slot, chunk), body), cancellationToken).ConfigureAwait(false);
        }

        var sink = new ByteSink();
        sink.Varint((ulong)checkpoint.SequenceNumber);
        sink.Varint((ulong)checkpoint.Messages);
        sink.Varint((ulong)checkpoint.Events);
        sink.Varint((ulong)checkpoint.Damaged);
        sink.Varint((uint)slot);
        sink.Varint((uint)chunks);
        sink.Fixed64(XxHash64.Hash(checkpoint.Memory.Span));
        await CommitAsync(TableOperation.Upsert(RowKey, sink.ToArray()), cancellationToken).ConfigureAwait(false);
        _slot = slot;
    }

    private static string ChunkKey(int slot, int chunk) => string.Create(CultureInfo.InvariantCulture, $"memory|{slot}|{chunk:D4}");

    private async Task CommitAsync(TableOperation operation, CancellationToken cancellationToken) =>
        await tables.CommitAsync(TableNames.Replay, partitionKey, [operation], cancellationToken).ConfigureAwait(false);

    private readonly struct Fields
    {
        public readonly long SequenceNumber;
        public readonly long Messages;
        public readonly long Events;
        public readonly long Damaged;
        public readonly int Slot;
        public readonly int Chunks;
        public readonly ulong Hash;

        public Fields(ReadOnlySpan<byte> bytes)
        {
            var source = new ByteSource(bytes);
            SequenceNumber = (long)source.Varint();
            Messages = (long)source.Varint();
            Events = (long)source.Varint();
            Damaged = (long)source.Varint();
            Slot = source.Int();
            Chunks = source.Int();
            Hash = source.Fixed64();
        }
    }
}
