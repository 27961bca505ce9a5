using System.Globalization;
using System.Security.Cryptography;
using Azure;
using Azure.Data.Tables;

namespace Analytics.Azure.Tables;

/// <summary>
/// Bodies too large for the entity of their row, as several entities in a partition of their own. They are written before the row that
/// refers to them and deleted after the row that no longer does, so that a transaction stays atomic: until the row is there, nobody finds
/// them. Thread-safe.
/// </summary>
/// <param name="clock">Tells which parts are left over.</param>
internal sealed class RowParts(TimeProvider clock)
{
    /// <summary>
    /// A generation that is older and not referred to was left by a writer that stopped before its row was written, or replaced without
    /// knowing of it. Younger ones may belong to a writer that is about to write its row.
    /// </summary>
    private static readonly TimeSpan LeftOver = TimeSpan.FromHours(1);

    /// <summary>Writes head (if wanted) and body as a new generation.</summary>
    public async Task<PartsReference> WriteAsync(
        TableClient table, string partitionKey, string rowKey, ReadOnlyMemory<byte> head, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        await DeleteLeftOversAsync(table, partitionKey, rowKey, cancellationToken).ConfigureAwait(false);
        var generation = string.Create(
            CultureInfo.InvariantCulture, $"{clock.GetUtcNow().ToUnixTimeMilliseconds():D15}-{RandomNumberGenerator.GetInt32(int.MaxValue):x8}");
        byte[] content = [.. head.Span, .. body.Span];
        var writes = Keys(rowKey, generation, content.Length).Select((key, i) =>
        {
            var start = i * RowEntity.MaxBodyBytes;
            var piece = content.AsMemory(start, Math.Min(RowEntity.MaxBodyBytes, content.Length - start));
            return table.UpsertEntityAsync(
                RowEntity.Of(TableKeys.PartsPartition(partitionKey), key, default, piece), TableUpdateMode.Replace, cancellationToken);
        });
        await Task.WhenAll(writes).ConfigureAwait(false);
        return new(generation, content.Length, head.Length);
    }

    /// <summary>Reads a generation.</summary>
    /// <returns>Its content, or null if it is not there any more: the row was replaced meanwhile.</returns>
    public static async Task<byte[]?> ReadAsync(
        TableClient table, string partitionKey, string rowKey, PartsReference parts, CancellationToken cancellationToken)
    {
        var reads = Keys(rowKey, parts.Generation, parts.Length).Select(key =>
            table.GetEntityIfExistsAsync<TableEntity>(TableKeys.PartsPartition(partitionKey), key, cancellationToken: cancellationToken));
        var content = new byte[parts.Length];
        var at = 0;
        foreach (var part in await Task.WhenAll(reads).ConfigureAwait(false))
        {
            if (!part.HasValue)
            {
                return null;
            }

            var piece = RowEntity.BodyOf(part.Value!);
            piece.CopyTo(content.AsMemory(at));
            at += piece.Length;
        }

        return content;
    }

    /// <summary>Deletes a generation that no row refers to.</summary>
    public static async Task DeleteAsync(
        TableClient table, string partitionKey, string rowKey, string generation, CancellationToken cancellationToken)
    {
        var prefix = $"{TableKeys.PartsPrefix(rowKey)}{generation}";
        await foreach (var part in QueryAsync(table, partitionKey, prefix, cancellationToken).ConfigureAwait(false))
        {
            await table.DeleteEntityAsync(part.PartitionKey, part.RowKey, ETag.All, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task DeleteLeftOversAsync(TableClient table, string partitionKey, string rowKey, CancellationToken cancellationToken)
    {
        var prefix = TableKeys.PartsPrefix(rowKey);
        var before = string.Create(CultureInfo.InvariantCulture, $"{prefix}{(clock.GetUtcNow() - LeftOver).ToUnixTimeMilliseconds():D15}");
        var old = new List<TableEntity>();
        await foreach (var part in QueryAsync(table, partitionKey, prefix, cancellationToken).ConfigureAwait(false))
        {
            if (string.CompareOrdinal(part.RowKey, before) < 0)
            {
                old.Add(part);
            }
        }

        if (old.Count == 0)
        {
            return;
        }

        // After the parts were listed: what the row refers to now was there then or is younger.
        var row = await table.GetEntityIfExistsAsync<TableEntity>(
            TableKeys.Escape(partitionKey), TableKeys.Escape(rowKey), RowEntity.HeadProperties, cancellationToken).ConfigureAwait(false);
        var current = row.HasValue && RowEntity.PartsOf(row.Value!) is { } parts ? prefix + parts.Generation : null;
        foreach (var part in old.Where(part => current is null || !part.RowKey.StartsWith(current, StringComparison.Ordinal)))
        {
            await table.DeleteEntityAsync(part.PartitionKey, part.RowKey, ETag.All, cancellationToken).ConfigureAwait(false);
        }
    }

    private static AsyncPageable<TableEntity> QueryAsync(TableClient table, string partitionKey, string prefix, CancellationToken cancellationToken)
    {
        var partition = TableKeys.PartsPartition(partitionKey);
        return table.QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey ge {prefix} and RowKey lt {prefix + "~"}"),
            select: [nameof(TableEntity.PartitionKey), nameof(TableEntity.RowKey)],
            cancellationToken: cancellationToken);
    }

    private static IEnumerable<string> Keys(string rowKey, string generation, int length) =>
        Enumerable.Range(0, Math.Max(1, (length + RowEntity.MaxBodyBytes - 1) / RowEntity.MaxBodyBytes))
            .Select(i => string.Create(CultureInfo.InvariantCulture, $"{TableKeys.PartsPrefix(rowKey)}{generation}.{i:D2}"));
}
