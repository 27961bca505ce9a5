using Analytics.Core.Tables;
using Azure;
using Azure.Data.Tables;

namespace Analytics.Azure.Tables;

/// <summary>
/// Runs one transaction: writes the overflow, then all rows at once, then deletes the overflow that no row refers to any more.
/// </summary>
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
            await DeleteOverflowAsync(i => generations[i], cancellationToken);
            return new(null, operations[exception.FailedTransactionActionIndex ?? 0].RowKey);
        }

        await DeleteOverflowAsync(i => ExpectedOf(operations[i])?.Generation, cancellationToken);
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

    private async Task DeleteOverflowAsync(Func<int, string?> generation, CancellationToken cancellationToken)
    {
        for (var i = 0; i < operations.Count; i++)
        {
            if (generation(i) is { } gone)
            {
                await RowOverflow.DeleteAsync(table, partitionKey, operations[i].RowKey, gone, cancellationToken);
            }
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
