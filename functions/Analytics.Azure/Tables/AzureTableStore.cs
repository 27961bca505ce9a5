using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Analytics.Azure.Failures;
using Analytics.Core.Tables;
using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;

namespace Analytics.Azure.Tables;

/// <summary>
/// The table port on Azure Table Storage: a transaction of the port is an entity group transaction, whatever its size, because bodies that
/// would make it too large are put down beforehand in parts (<see cref="RowParts"/>). Tables are made when they are first written.
/// Thread-safe.
/// </summary>
/// <remarks>
/// The client repeats a request whose answer was lost. A repeated transaction then finds its own first effect and reports a conflict:
/// callers reload and find what they wanted to write.
/// </remarks>
/// <param name="service">The storage account.</param>
/// <param name="clock">Tells which parts of large bodies are left over.</param>
internal sealed class AzureTableStore(TableServiceClient service, TimeProvider clock) : ITableStore
{
    private const int Attempts = 3;
    private readonly ConcurrentDictionary<string, TableClient> _tables = new(StringComparer.Ordinal);
    private readonly RowParts _parts = new(clock);

    /// <inheritdoc/>
    public async ValueTask<TableRow?> ReadAsync(string table, string partitionKey, string rowKey, CancellationToken cancellationToken)
    {
        var client = Table(table);
        for (var attempt = 1; ; attempt++)
        {
            var found = await AnswerAsync(
                table,
                () => client.GetEntityIfExistsAsync<TableEntity>(
                    TableKeys.Escape(partitionKey), TableKeys.Escape(rowKey), cancellationToken: cancellationToken),
                cancellationToken).ConfigureAwait(false);
            if (!found.HasValue)
            {
                return null;
            }

            if (await RowAsync(table, found.Value!, headsOnly: false, cancellationToken).ConfigureAwait(false) is { } row)
            {
                return row;
            }

            if (attempt == Attempts)
            {
                throw new TableCorruptException(
                    $"Parts of the row '{rowKey}' of partition '{partitionKey}' in table '{table}' are missing. Delete the row and, if it is a rollup, reprocess its hours from the archive; "
                    + "rows of the tables {TableNames.Sites} and {TableNames.Control} are restored from their latest copy, as docs/deploy.md says.");
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask<TableRow?> ReadAsync(
        string table, string partitionKey, string rowKey, IReadOnlyCollection<string> parts, CancellationToken cancellationToken) =>
        throw new NotSupportedException($"Named parts of rows of the table '{table}' are not stored in Table Storage yet.");

    /// <inheritdoc/>
    public IAsyncEnumerable<TableRow> ReadRangeAsync(
        string table,
        string partitionKey,
        string fromInclusive,
        string? toExclusive,
        IReadOnlyCollection<string> parts,
        CancellationToken cancellationToken) =>
        throw new NotSupportedException($"Named parts of rows of the table '{table}' are not stored in Table Storage yet.");

    /// <inheritdoc/>
    public async IAsyncEnumerable<TableRow> ReadRangeAsync(
        string table,
        string partitionKey,
        string fromInclusive,
        string? toExclusive,
        bool headsOnly,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var client = Table(table);
        var entities = client.QueryAsync<TableEntity>(
            Filter(TableKeys.Escape(partitionKey), TableKeys.Escape(fromInclusive), toExclusive is null ? null : TableKeys.Escape(toExclusive)),
            select: headsOnly ? RowEntity.HeadProperties : null,
            cancellationToken: cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using (entities.ConfigureAwait(false))
        {
            while (await AnswerAsync(table, () => MoveNextAsync(entities), cancellationToken).ConfigureAwait(false))
            {
                cancellationToken.ThrowIfCancellationRequested();
                var row = await RowAsync(table, entities.Current, headsOnly, cancellationToken).ConfigureAwait(false)
                    ?? await ReadAsync(table, partitionKey, TableKeys.Unescape(entities.Current.RowKey), cancellationToken).ConfigureAwait(false);
                if (row is not null)
                {
                    yield return row;
                }
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask<TableCommit> CommitAsync(
        string table, string partitionKey, IReadOnlyList<TableOperation> operations, CancellationToken cancellationToken)
    {
        TableRules.CheckTransaction(partitionKey, operations);
        if (operations.FirstOrDefault(static operation => operation.Parts.Count > 0) is { } unsupported)
        {
            throw new NotSupportedException($"The row '{unsupported.RowKey}' of the table '{table}' has named parts, which are not stored in Table Storage yet.");
        }

        if (operations.FirstOrDefault(static o => !string.IsNullOrEmpty(o.ETag) && !RowETag.Parse(o.ETag).IsPossible) is { } impossible)
        {
            return new(null, impossible.RowKey);
        }

        var transaction = new TableTransaction(Table(table), _parts, partitionKey, operations);
        return await AnswerAsync(
            table,
            async () =>
            {
                try
                {
                    return await transaction.RunAsync(cancellationToken).ConfigureAwait(false);
                }
                catch (RequestFailedException exception) when (IsTableMissing(exception))
                {
                    await Table(table).CreateIfNotExistsAsync(cancellationToken).ConfigureAwait(false);
                    return await transaction.RunAsync(cancellationToken).ConfigureAwait(false);
                }
            },
            cancellationToken).ConfigureAwait(false);
    }

    private static Task<T> AnswerAsync<T>(string table, Func<Task<T>> request, CancellationToken cancellationToken) =>
        TransientFailures.AskAsync($"The table '{table}'", request, cancellationToken);

    private static async Task<bool> MoveNextAsync(IAsyncEnumerator<TableEntity> entities)
    {
        try
        {
            return await entities.MoveNextAsync().ConfigureAwait(false);
        }
        catch (RequestFailedException exception) when (IsTableMissing(exception))
        {
            return false;
        }
    }

    private static bool IsTableMissing(RequestFailedException exception) => exception.ErrorCode == TableErrorCode.TableNotFound.ToString();

    private static string Filter(string partitionKey, string from, string? to) => to is null
        ? TableClient.CreateQueryFilter($"PartitionKey eq {partitionKey} and RowKey ge {from}")
        : TableClient.CreateQueryFilter($"PartitionKey eq {partitionKey} and RowKey ge {from} and RowKey lt {to}");

    /// <summary>The row of an entity, or null if its parts are gone because it was replaced meanwhile.</summary>
    private async ValueTask<TableRow?> RowAsync(string table, TableEntity entity, bool headsOnly, CancellationToken cancellationToken)
    {
        var partitionKey = TableKeys.Unescape(entity.PartitionKey);
        var rowKey = TableKeys.Unescape(entity.RowKey);
        var etag = entity.ETag.ToString();
        if (RowEntity.PartsOf(entity) is not { } parts)
        {
            return new(partitionKey, rowKey, RowEntity.HeadOf(entity), headsOnly ? default : RowEntity.BodyOf(entity), etag);
        }

        etag = new RowETag(etag, parts.Generation).ToString();
        if (headsOnly && parts.HeadLength == 0)
        {
            return new(partitionKey, rowKey, RowEntity.HeadOf(entity), default, etag);
        }

        if (await AnswerAsync(
            table, () => RowParts.ReadAsync(Table(table), partitionKey, rowKey, parts, cancellationToken), cancellationToken).ConfigureAwait(false) is not { } content)
        {
            return null;
        }

        var head = parts.HeadLength == 0 ? RowEntity.HeadOf(entity) : content.AsMemory(0, parts.HeadLength);
        return new(partitionKey, rowKey, head, headsOnly ? default : content.AsMemory(parts.HeadLength), etag);
    }

    private TableClient Table(string table) => _tables.GetOrAdd(table, static (name, service) => service.GetTableClient(name), service);
}
