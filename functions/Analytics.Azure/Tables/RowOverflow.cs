using System.Globalization;
using System.Security.Cryptography;
using Analytics.Core.Tables;
using Azure;
using Azure.Data.Tables;

namespace Analytics.Azure.Tables;

/// <summary>
/// Content too large for the entity of its row, as several entities in a partition of their own. They are written before the row that
/// refers to them and deleted after the row that no longer does, so that a transaction stays atomic: until the row is stored, no reader
/// finds them. Thread-safe.
/// </summary>
/// <param name="clock">Measures the age of unused entities.</param>
internal sealed class RowOverflow(TimeProvider clock)
{
    /// <summary>
    /// Age from which a generation without a row that refers to it is deleted: its writer stopped before it wrote the row, or the row was
    /// replaced. Younger ones may belong to a writer that is about to write its row.
    /// </summary>
    private static readonly TimeSpan LeftOver = TimeSpan.FromHours(1);

    /// <summary>Writes head (if wanted), body and parts as a new generation.</summary>
    public async Task<OverflowReference> WriteAsync(
        TableClient table,
        string partitionKey,
        string rowKey,
        ReadOnlyMemory<byte> head,
        ReadOnlyMemory<byte> body,
        IReadOnlyList<TablePart> parts,
        CancellationToken cancellationToken
    )
    {
        await DeleteLeftOversAsync(table, partitionKey, rowKey, cancellationToken);
        var generation = string.Create(
            CultureInfo.InvariantCulture,
            $"{clock.GetUtcNow().ToUnixTimeMilliseconds():D15}-{RandomNumberGenerator.GetInt32(int.MaxValue):x8}"
        );
        byte[] content = [.. head.Span, .. body.Span];
        var partition = TableKeys.OverflowPartition(partitionKey);
        var entities = ContentKeys(rowKey, generation, content.Length)
            .Select(
                (key, i) =>
                {
                    var start = i * RowEntity.MaxContentBytes;
                    var piece = content.AsMemory(start, Math.Min(RowEntity.MaxContentBytes, content.Length - start));
                    return RowEntity.Of(partition, key, default, piece, []);
                }
            )
            .Concat(PartEntities(partition, rowKey, generation, parts));
        await Task.WhenAll(entities.Select(entity => table.UpsertEntityAsync(entity, TableUpdateMode.Replace, cancellationToken)));
        return new(generation, content.Length, head.Length);
    }

    /// <summary>Reads head and body of a generation.</summary>
    /// <returns>
    /// The head, if it is in the overflow, and the body; null if the generation no longer exists because the row was replaced.
    /// </returns>
    /// <exception cref="InvalidDataException">The content is damaged.</exception>
    public static async Task<byte[]?> ReadAsync(
        TableClient table,
        string partitionKey,
        string rowKey,
        OverflowReference overflow,
        CancellationToken cancellationToken
    )
    {
        var reads = ContentKeys(rowKey, overflow.Generation, overflow.Length)
            .Select(key =>
                table.GetEntityIfExistsAsync<TableEntity>(
                    TableKeys.OverflowPartition(partitionKey),
                    key,
                    cancellationToken: cancellationToken
                )
            );
        var content = new byte[overflow.Length];
        var offset = 0;
        foreach (var read in await Task.WhenAll(reads))
        {
            if (!read.HasValue)
            {
                return null;
            }

            var piece = RowEntity.BodyOf(read.Value!);
            if (piece.Length != Math.Min(RowEntity.MaxContentBytes, content.Length - offset))
            {
                throw new InvalidDataException($"the entity '{read.Value!.RowKey}' of its overflow has {piece.Length} bytes");
            }

            piece.CopyTo(content.AsMemory(offset));
            offset += piece.Length;
        }

        return content;
    }

    /// <summary>Reads the head in a generation, which stands before the body and fits one property.</summary>
    /// <returns>The head; null if the generation no longer exists because the row was replaced.</returns>
    public static async Task<ReadOnlyMemory<byte>?> ReadHeadAsync(
        TableClient table,
        string partitionKey,
        string rowKey,
        OverflowReference overflow,
        CancellationToken cancellationToken
    )
    {
        var first = await table.GetEntityIfExistsAsync<TableEntity>(
            TableKeys.OverflowPartition(partitionKey),
            ContentKeys(rowKey, overflow.Generation, overflow.Length).First(),
            [RowEntity.BodyProperties[0]],
            cancellationToken
        );
        return first.HasValue ? RowEntity.BodyOf(first.Value!)[..overflow.HeadLength] : null;
    }

    /// <summary>Reads the entities of a generation that hold the named parts.</summary>
    /// <returns>The entities by number, with the properties of these parts; null if the generation no longer exists.</returns>
    public static async Task<IReadOnlyDictionary<int, TableEntity>?> ReadPartsAsync(
        TableClient table,
        string partitionKey,
        string rowKey,
        OverflowReference overflow,
        IEnumerable<PartPiece> pieces,
        CancellationToken cancellationToken
    )
    {
        var reads = pieces
            .GroupBy(static piece => piece.Entity)
            .Select(async entity =>
                (
                    entity.Key,
                    Found: await table.GetEntityIfExistsAsync<TableEntity>(
                        TableKeys.OverflowPartition(partitionKey),
                        PartKey(rowKey, overflow.Generation, entity.Key),
                        RowSelection.Selectable([.. entity.Select(static piece => piece.Property)]),
                        cancellationToken
                    )
                )
            );
        var entities = await Task.WhenAll(reads);
        return Array.TrueForAll(entities, static entity => entity.Found.HasValue)
            ? entities.ToDictionary(static entity => entity.Key, static entity => entity.Found.Value!)
            : null;
    }

    /// <summary>Deletes a generation that no row refers to.</summary>
    public static async Task DeleteAsync(
        TableClient table,
        string partitionKey,
        string rowKey,
        string generation,
        CancellationToken cancellationToken
    )
    {
        var prefix = $"{TableKeys.OverflowPrefix(rowKey)}{generation}";
        await foreach (var entity in QueryAsync(table, partitionKey, prefix, cancellationToken))
        {
            await table.DeleteEntityAsync(entity.PartitionKey, entity.RowKey, ETag.All, cancellationToken);
        }
    }

    private async Task DeleteLeftOversAsync(TableClient table, string partitionKey, string rowKey, CancellationToken cancellationToken)
    {
        var prefix = TableKeys.OverflowPrefix(rowKey);
        var before = string.Create(CultureInfo.InvariantCulture, $"{prefix}{(clock.GetUtcNow() - LeftOver).ToUnixTimeMilliseconds():D15}");
        var old = new List<TableEntity>();
        await foreach (var entity in QueryAsync(table, partitionKey, prefix, cancellationToken))
        {
            if (string.CompareOrdinal(entity.RowKey, before) < 0)
            {
                old.Add(entity);
            }
        }

        if (old.Count == 0)
        {
            return;
        }

        // Read after the entities were listed: the generation that the row refers to now was listed too, or is younger.
        var row = await table.GetEntityIfExistsAsync<TableEntity>(
            TableKeys.Escape(partitionKey),
            TableKeys.Escape(rowKey),
            RowEntity.HeadProperties,
            cancellationToken
        );
        var current = row.HasValue && RowEntity.OverflowOf(row.Value!) is { } overflow ? prefix + overflow.Generation : null;
        foreach (var entity in old.Where(entity => current is null || !entity.RowKey.StartsWith(current, StringComparison.Ordinal)))
        {
            await table.DeleteEntityAsync(entity.PartitionKey, entity.RowKey, ETag.All, cancellationToken);
        }
    }

    private static IEnumerable<TableEntity> PartEntities(
        string partition,
        string rowKey,
        string generation,
        IReadOnlyList<TablePart> parts
    )
    {
        var index = PartIndex.FromParts(parts);
        var entities = new SortedDictionary<int, TableEntity>();
        foreach (var part in parts)
        {
            foreach (var pieces in index.PiecesOf(part.Name).GroupBy(static piece => piece.Entity))
            {
                if (!entities.TryGetValue(pieces.Key, out var entity))
                {
                    entities.Add(pieces.Key, entity = new(partition, PartKey(rowKey, generation, pieces.Key)));
                }

                RowEntity.AddPieces(entity, part, pieces);
            }
        }

        return entities.Values;
    }

    private static AsyncPageable<TableEntity> QueryAsync(
        TableClient table,
        string partitionKey,
        string prefix,
        CancellationToken cancellationToken
    )
    {
        var partition = TableKeys.OverflowPartition(partitionKey);
        return table.QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey ge {prefix} and RowKey lt {prefix + "~"}"),
            select: [nameof(TableEntity.PartitionKey), nameof(TableEntity.RowKey)],
            cancellationToken: cancellationToken
        );
    }

    private static string PartKey(string rowKey, string generation, int entity) =>
        string.Create(CultureInfo.InvariantCulture, $"{TableKeys.OverflowPrefix(rowKey)}{generation}.p{entity:D2}");

    private static IEnumerable<string> ContentKeys(string rowKey, string generation, int length) =>
        Enumerable
            .Range(0, (length + RowEntity.MaxContentBytes - 1) / RowEntity.MaxContentBytes)
            .Select(i => string.Create(CultureInfo.InvariantCulture, $"{TableKeys.OverflowPrefix(rowKey)}{generation}.{i:D2}"));
}
