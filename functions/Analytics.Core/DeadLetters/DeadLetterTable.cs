using Analytics.Core.Tables;
using Analytics.Core.Telemetry;

namespace Analytics.Core.DeadLetters;

/// <summary>
/// Stores the items that a stage could not process for a reason other than storage or cancellation. A stage sets an item aside, and
/// continues with the next one once that is durable. Setting the same item aside again changes nothing. Safe for concurrent use, also by
/// several processes.
/// </summary>
/// <param name="tables">The tables.</param>
/// <param name="clock">The clock.</param>
public sealed class DeadLetterTable(ITableStore tables, TimeProvider clock)
{
    private const int ChunkBytes = 2 * 1024 * 1024;

    private enum Found
    {
        None,
        TheSame,
        Another,
    }

    /// <summary>Stores a letter. When the task completes, it is durable and the caller may continue.</summary>
    /// <returns>True if the letter is new; false if it was stored before. Only new letters are counted in the metrics.</returns>
    /// <exception cref="IOException">The storage does not answer; the caller must not continue but try again.</exception>
    public async Task<bool> SetAsideAsync(DeadLetter letter, CancellationToken cancellationToken)
    {
        var digest = DeadLetterHead.DigestOf(letter.Payload.Span);
        var partitionKey = DeadLetterKeys.PartitionKey(letter.Stage, letter.Partition);
        var rowKey = DeadLetterKeys.RowKey(letter);
        foreach (var key in (string[])[rowKey, $"{rowKey}|{digest}"])
        {
            var found = await FindAsync(partitionKey, key, digest, cancellationToken);
            if (found == Found.None)
            {
                if (await TryWriteAsync(letter, partitionKey, key, digest, cancellationToken))
                {
                    AnalyticsMeter.CountDeadLetter(letter.Stage.Name());
                    return true;
                }

                // Another process has stored a letter under this key in the meantime.
                found = await FindAsync(partitionKey, key, digest, cancellationToken);
            }

            if (found == Found.TheSame)
            {
                return false;
            }
        }

        throw new IOException(
            $"The dead letter '{DeadLetterKeys.Id(partitionKey, rowKey)}' was retried while it was being set aside; set it aside again."
        );
    }

    /// <summary>Returns a letter; null if there is none with the id.</summary>
    public async Task<StoredDeadLetter?> ReadAsync(string id, CancellationToken cancellationToken) =>
        await RowAsync(id, cancellationToken) is { } row ? new(row) : null;

    /// <summary>Returns a letter's payload; null if the letter no longer exists.</summary>
    /// <exception cref="TableCorruptException">A part of the payload is missing or damaged.</exception>
    public async Task<ReadOnlyMemory<byte>?> ReadPayloadAsync(string id, CancellationToken cancellationToken)
    {
        if (await RowAsync(id, cancellationToken) is not { } row)
        {
            return null;
        }

        var head = DeadLetterHead.Read(row);
        var payload = row.Body;
        if (head.Chunks > 0)
        {
            using var joined = new MemoryStream();
            for (var number = 0; number < head.Chunks; number++)
            {
                var key = DeadLetterKeys.Chunk(row.RowKey, head.Digest!, number);
                var chunk = await tables.ReadAsync(TableNames.DeadLetter, row.PartitionKey, key, cancellationToken);
                joined.Write(chunk is null ? [] : chunk.Body.Span);
            }

            payload = joined.ToArray();
        }

        return head.Digest is null || head.Digest == DeadLetterHead.DigestOf(payload.Span)
            ? payload
            : throw new TableCorruptException(
                $"The payload of dead letter '{id}' is damaged: {payload.Length} of {head.Bytes} bytes are there. "
                    + $"{TableRemedies.Of(TableNames.DeadLetter)}"
            );
    }

    /// <summary>Deletes a letter after a retry. A message of the log is marked as appended again, so that reprocessing skips it.</summary>
    /// <returns>False if it no longer exists.</returns>
    public async Task<bool> DeleteAsync(StoredDeadLetter letter, CancellationToken cancellationToken)
    {
        if (await RowAsync(letter.Id, cancellationToken) is not { } row)
        {
            return false;
        }

        List<TableOperation> operations = [TableOperation.Delete(row.RowKey, row.ETag)];
        if (letter.Stage == DeadLetterStage.Aggregate)
        {
            operations.Add(TableOperation.Upsert(DeadLetterKeys.Retried + letter.Key, default));
        }

        var commit = await tables.CommitAsync(TableNames.DeadLetter, row.PartitionKey, operations, cancellationToken);
        if (commit.Committed)
        {
            await DeleteChunksAsync(row, letter.Head, cancellationToken);
        }

        return commit.Committed;
    }

    /// <summary>Replaces a letter's payload, for example after an erasure, by one that fits into the letter's row.</summary>
    /// <exception cref="IOException">The letter changed meanwhile; try again.</exception>
    internal async Task ReplacePayloadAsync(StoredDeadLetter letter, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        if (await RowAsync(letter.Id, cancellationToken) is not { } row)
        {
            return;
        }

        var head = letter.Head with { Bytes = payload.Length, Chunks = 0, Digest = DeadLetterHead.DigestOf(payload.Span) };
        var replace = TableOperation.Replace(row.RowKey, payload, letter.ETag, head.Write());
        if (!(await tables.CommitAsync(TableNames.DeadLetter, row.PartitionKey, [replace], cancellationToken)).Committed)
        {
            throw new IOException($"The dead letter '{letter.Id}' changed while its payload was being replaced; try again.");
        }

        await DeleteChunksAsync(row, letter.Head, cancellationToken);
    }

    /// <summary>
    /// Reads the messages of a partition that are set aside or were appended again. Reprocessing skips both at their original position.
    /// </summary>
    /// <returns>By sequence number: true if the message is set aside, false if it was appended again.</returns>
    public async Task<IReadOnlyDictionary<long, bool>> ReadMessagesAsync(int partition, CancellationToken cancellationToken)
    {
        var messages = new Dictionary<long, bool>();
        var rows = tables.ReadRangeAsync(
            TableNames.DeadLetter,
            DeadLetterKeys.Aggregate(partition),
            string.Empty,
            null,
            headsOnly: true,
            cancellationToken
        );
        await foreach (var row in rows)
        {
            if (DeadLetterKeys.MessageOf(row.RowKey, out var isWaiting) is { } sequenceNumber)
            {
                messages[sequenceNumber] = isWaiting || messages.GetValueOrDefault(sequenceNumber);
            }
        }

        return messages;
    }

    /// <summary>Records in a letter the sequence number after which a retry appends its message.</summary>
    internal async Task MarkAsync(StoredDeadLetter letter, long end, CancellationToken cancellationToken)
    {
        if (await RowAsync(letter.Id, cancellationToken) is { } row)
        {
            var head = (letter.Head with { RetryAfter = end }).Write();
            var commit = await tables.CommitAsync(
                TableNames.DeadLetter,
                row.PartitionKey,
                [TableOperation.Replace(row.RowKey, row.Body, letter.ETag, head)],
                cancellationToken
            );
            if (commit.Committed)
            {
                return;
            }
        }

        throw new DeadLetterRetryException($"The letter '{letter.Id}' was retried by another process meanwhile; list the letters again.");
    }

    private async Task DeleteChunksAsync(TableRow row, DeadLetterHead head, CancellationToken cancellationToken)
    {
        for (var number = 0; number < head.Chunks; number++)
        {
            var key = DeadLetterKeys.Chunk(row.RowKey, head.Digest!, number);
            if (await tables.ReadAsync(TableNames.DeadLetter, row.PartitionKey, key, cancellationToken) is { } chunk)
            {
                await tables.CommitAsync(
                    TableNames.DeadLetter,
                    row.PartitionKey,
                    [TableOperation.Delete(key, chunk.ETag)],
                    cancellationToken
                );
            }
        }
    }

    private async Task<Found> FindAsync(string partitionKey, string rowKey, string digest, CancellationToken cancellationToken)
    {
        var row = await tables.ReadAsync(TableNames.DeadLetter, partitionKey, rowKey, cancellationToken);
        if (row is null)
        {
            return Found.None;
        }

        return (DeadLetterHead.Read(row).Digest ?? DeadLetterHead.DigestOf(row.Body.Span)) == digest ? Found.TheSame : Found.Another;
    }

    /// <summary>Writes a letter whose key is free: first the parts of a long payload, then the row that makes it visible.</summary>
    private async Task<bool> TryWriteAsync(
        DeadLetter letter,
        string partitionKey,
        string rowKey,
        string digest,
        CancellationToken cancellationToken
    )
    {
        var payload = letter.Payload;
        var chunks = payload.Length <= ChunkBytes ? 0 : (payload.Length + ChunkBytes - 1) / ChunkBytes;
        for (var number = 0; number < chunks; number++)
        {
            var start = number * ChunkBytes;
            var chunk = payload.Slice(start, Math.Min(ChunkBytes, payload.Length - start));
            var operation = TableOperation.Upsert(DeadLetterKeys.Chunk(rowKey, digest, number), chunk);
            await tables.CommitAsync(TableNames.DeadLetter, partitionKey, [operation], cancellationToken);
        }

        var head = DeadLetterHead.Of(letter, clock.GetUtcNow(), chunks).Write();
        var insert = TableOperation.Insert(rowKey, chunks == 0 ? payload : default, head);
        return (await tables.CommitAsync(TableNames.DeadLetter, partitionKey, [insert], cancellationToken)).Committed;
    }

    private async ValueTask<TableRow?> RowAsync(string id, CancellationToken cancellationToken) =>
        DeadLetterKeys.TryParse(id, out var partitionKey, out var rowKey)
            ? await tables.ReadAsync(TableNames.DeadLetter, partitionKey, rowKey, cancellationToken)
            : null;
}
