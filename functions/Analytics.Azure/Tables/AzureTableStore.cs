using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Analytics.Azure.Failures;
using Analytics.Core.Tables;
using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;

namespace Analytics.Azure.Tables;

/// <summary>
/// The table port on Azure Table Storage: a transaction of the port is an entity group transaction, whatever its size, because content
/// that would make it too large is written beforehand to an overflow (<see cref="RowOverflow"/>). Tables are created when they are first
/// written. Thread-safe.
/// </summary>
/// <remarks>
/// The client repeats a request whose answer was lost. A repeated transaction then finds its own first effect. It reports a conflict
/// unless all rows that it wrote show by their overflow that they are its own: callers reload and find their own write.
/// </remarks>
/// <param name="service">The storage account.</param>
/// <param name="clock">Measures the age of unused overflow.</param>
internal sealed class AzureTableStore(TableServiceClient service, TimeProvider clock) : ITableStore
{
    private readonly ConcurrentDictionary<string, TableClient> _tables = new(StringComparer.Ordinal);
    private readonly RowOverflow _overflow = new(clock);

    /// <inheritdoc/>
    public ValueTask<TableRow?> ReadAsync(string table, string partitionKey, string rowKey, CancellationToken cancellationToken) =>
        ReadAsync(table, partitionKey, rowKey, RowSelection.Body, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<TableRow?> ReadAsync(
        string table,
        string partitionKey,
        string rowKey,
        IReadOnlyCollection<string> parts,
        CancellationToken cancellationToken
    )
    {
        TableRules.CheckPartNames(parts);
        return ReadAsync(table, partitionKey, rowKey, RowSelection.OfParts(parts), cancellationToken);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<TableRow> ReadRangeAsync(
        string table,
        string partitionKey,
        string fromInclusive,
        string? toExclusive,
        bool headsOnly,
        CancellationToken cancellationToken
    ) =>
        ReadRangeAsync(
            table,
            partitionKey,
            fromInclusive,
            toExclusive,
            headsOnly ? RowSelection.Head : RowSelection.Body,
            cancellationToken
        );

    /// <inheritdoc/>
    public IAsyncEnumerable<TableRow> ReadRangeAsync(
        string table,
        string partitionKey,
        string fromInclusive,
        string? toExclusive,
        IReadOnlyCollection<string> parts,
        CancellationToken cancellationToken
    )
    {
        TableRules.CheckPartNames(parts);
        return ReadRangeAsync(table, partitionKey, fromInclusive, toExclusive, RowSelection.OfParts(parts), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<TableCommit> CommitAsync(
        string table,
        string partitionKey,
        IReadOnlyList<TableOperation> operations,
        CancellationToken cancellationToken
    )
    {
        TableRules.CheckTransaction(partitionKey, operations);
        if (operations.FirstOrDefault(static o => !string.IsNullOrEmpty(o.ETag) && !RowETag.Parse(o.ETag).IsPossible) is { } impossible)
        {
            return new(null, impossible.RowKey);
        }

        var transaction = new TableTransaction(Table(table), _overflow, partitionKey, operations);
        return await AnswerAsync(
            table,
            async () =>
            {
                try
                {
                    return await transaction.RunAsync(cancellationToken);
                }
                catch (RequestFailedException exception) when (IsTableMissing(exception))
                {
                    await Table(table).CreateIfNotExistsAsync(cancellationToken);
                    return await transaction.RunAsync(cancellationToken);
                }
            },
            cancellationToken
        );
    }

    private static Task<T> AnswerAsync<T>(string table, Func<Task<T>> request, CancellationToken cancellationToken) =>
        TransientFailures.AskAsync($"The table '{table}'", request, cancellationToken);

    private static async Task<bool> MoveNextAsync(IAsyncEnumerator<TableEntity> entities)
    {
        try
        {
            return await entities.MoveNextAsync();
        }
        catch (RequestFailedException exception) when (IsTableMissing(exception))
        {
            return false;
        }
    }

    private static bool IsTableMissing(RequestFailedException exception) => exception.ErrorCode == TableErrorCode.TableNotFound.ToString();

    private static string Filter(string partitionKey, string from, string? to) =>
        to is null
            ? TableClient.CreateQueryFilter($"PartitionKey eq {partitionKey} and RowKey ge {from}")
            : TableClient.CreateQueryFilter($"PartitionKey eq {partitionKey} and RowKey ge {from} and RowKey lt {to}");

    private async ValueTask<TableRow?> ReadAsync(
        string table,
        string partitionKey,
        string rowKey,
        RowSelection selection,
        CancellationToken cancellationToken
    ) =>
        await AnswerAsync(
            table,
            () => RowReader.ReadAsync(Table(table), partitionKey, rowKey, selection, cancellationToken),
            cancellationToken
        );

    private async IAsyncEnumerable<TableRow> ReadRangeAsync(
        string table,
        string partitionKey,
        string fromInclusive,
        string? toExclusive,
        RowSelection selection,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var client = Table(table);
        var entities = client
            .QueryAsync<TableEntity>(
                Filter(
                    TableKeys.Escape(partitionKey),
                    TableKeys.Escape(fromInclusive),
                    toExclusive is null ? null : TableKeys.Escape(toExclusive)
                ),
                select: selection.Properties,
                cancellationToken: cancellationToken
            )
            .GetAsyncEnumerator(cancellationToken);
        await using (entities)
        {
            while (await AnswerAsync(table, () => MoveNextAsync(entities), cancellationToken))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (
                    await AnswerAsync(
                        table,
                        () => RowReader.ReadAsync(client, entities.Current, selection, cancellationToken),
                        cancellationToken
                    ) is
                    { } row
                )
                {
                    yield return row;
                }
            }
        }
    }

    private TableClient Table(string table) => _tables.GetOrAdd(table, static (name, service) => service.GetTableClient(name), service);
}
