using Analytics.Core.Tables;
using Azure;
using Azure.Data.Tables;

namespace Analytics.Azure.Tables;

/// <summary>
/// Runs one transaction: writes the overflow, then all rows at once, then deletes the overflow that no row refers to any more.
/// </summary>
/// <remarks>
/// A conflict does not prove that nothing was committed: if the answer was lost, the client repeats the request, and the repetition
/// conflicts with what the first one stored. So overflow is deleted after a conflict only if its row, read again, refers to another.
/// </remarks>
internal sealed class TableTransaction(
    TableClient table,
    RowOverflow overflow,
    string partitionKey,
    IReadOnlyList<TableOperation> operations
)
{
    private readonly TransactionPlan _plan = new(partitionKey, operations);

    /// <exception cref="RequestFailedException">
    /// The table is missing, or the storage failed; then it is unknown whether the transaction was committed.
    /// </exception>
    public async Task<TableCommit> RunAsync(CancellationToken cancellationToken)
    {
        var generations = new string?[operations.Count];
        var actions = new List<TableTransactionAction>(operations.Count);
        for (var i = 0; i < operations.Count; i++)
        {
            actions.Add(new(TypeOf(operations[i].Kind), await EntityAsync(i, generations, cancellationToken), ConditionOf(operations[i])));
        }

        IReadOnlyList<Response> responses;
        try
        {
            responses = (await table.SubmitTransactionAsync(actions, cancellationToken)).Value;
        }
        catch (TableTransactionFailedException exception) when (IsConflict(exception))
        {
            return await FindOutAsync(operations[exception.FailedTransactionActionIndex ?? 0].RowKey, generations, cancellationToken);
        }

        for (var i = 0; i < operations.Count; i++)
        {
            await DeleteOverflowAsync(i, ExpectedOf(operations[i])?.Generation, cancellationToken);
        }

        return new(
            [
                .. responses.Select(
                    (response, i) =>
                        operations[i].Kind == TableOperationKind.Delete
                            ? string.Empty
                            : new RowETag(response.Headers.ETag.ToString()!, generations[i]).ToString()
                ),
            ],
            null
        );
    }

    private async ValueTask<TableEntity> EntityAsync(int i, string?[] generations, CancellationToken cancellationToken)
    {
        var operation = operations[i];
        var key = TableKeys.Escape(operation.RowKey);
        var partition = TableKeys.Escape(partitionKey);
        if (operation.Kind == TableOperationKind.Delete)
        {
            return new(partition, key);
        }

        if (!_plan.Overflows(i))
        {
            return RowEntity.Of(partition, key, operation.Head, operation.Body, operation.Parts);
        }

        var headOverflows = _plan.HeadOverflows(i);
        var reference = await overflow.WriteAsync(
            table,
            partitionKey,
            operation.RowKey,
            headOverflows ? operation.Head : default,
            operation.Body,
            operation.Parts,
            cancellationToken
        );
        generations[i] = reference.Generation;
        return RowEntity.Overflowing(partition, key, headOverflows ? default : operation.Head, operation.Parts, reference);
    }

    /// <summary>
    /// Finds out after a conflict whether it is one with this transaction's own first attempt, and deletes the overflow without a row.
    /// </summary>
    /// <returns>
    /// Committed if a row shows it and every ETag is known: one of a row without overflow could be that of a later write. Otherwise a
    /// conflict; the caller reads the rows again.
    /// </returns>
    private async Task<TableCommit> FindOutAsync(string conflictingRowKey, string?[] generations, CancellationToken cancellationToken)
    {
        var etags = new string?[operations.Count];
        for (var i = 0; i < operations.Count; i++)
        {
            var replaced = ExpectedOf(operations[i])?.Generation;
            if ((generations[i] ?? replaced) is null)
            {
                continue;
            }

            var row = await table.GetEntityIfExistsAsync<TableEntity>(
                TableKeys.Escape(partitionKey),
                TableKeys.Escape(operations[i].RowKey),
                RowEntity.HeadProperties,
                cancellationToken
            );
            var current = row.HasValue ? RowEntity.OverflowOf(row.Value!)?.Generation : null;
            if (generations[i] is { } written && written == current)
            {
                etags[i] = new RowETag(row.Value!.ETag.ToString(), written).ToString();
            }
            else
            {
                await DeleteOverflowAsync(i, generations[i], cancellationToken);
            }

            await DeleteOverflowAsync(i, replaced == current ? null : replaced, cancellationToken);
        }

        var isKnown =
            Array.Exists(etags, static etag => etag is not null)
            && operations.Zip(etags).All(static pair => pair.First.Kind == TableOperationKind.Delete || pair.Second is not null);
        return isKnown ? new([.. etags.Select(static etag => etag ?? string.Empty)], null) : new(null, conflictingRowKey);
    }

    private async Task DeleteOverflowAsync(int operation, string? generation, CancellationToken cancellationToken)
    {
        if (generation is not null)
        {
            await RowOverflow.DeleteAsync(table, partitionKey, operations[operation].RowKey, generation, cancellationToken);
        }
    }

    private static RowETag? ExpectedOf(TableOperation operation) =>
        operation.Kind is TableOperationKind.Replace or TableOperationKind.Delete ? RowETag.Parse(operation.ETag!) : null;

    private static ETag ConditionOf(TableOperation operation) => ExpectedOf(operation) is { } expected ? new(expected.Storage) : default;

    private static TableTransactionActionType TypeOf(TableOperationKind kind) =>
        kind switch
        {
            TableOperationKind.Insert => TableTransactionActionType.Add,
            TableOperationKind.Replace => TableTransactionActionType.UpdateReplace,
            TableOperationKind.Upsert => TableTransactionActionType.UpsertReplace,
            _ => TableTransactionActionType.Delete,
        };

    /// <summary>Returns true if the row exists, has another ETag or is gone; other failures concern no condition.</summary>
    private static bool IsConflict(TableTransactionFailedException exception) =>
        exception.ErrorCode
            is "EntityAlreadyExists"
                or "UpdateConditionNotSatisfied"
                or "ConditionNotMet"
                or "ResourceNotFound"
                or "EntityNotFound";
}
