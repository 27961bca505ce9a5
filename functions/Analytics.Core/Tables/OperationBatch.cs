namespace Analytics.Core.Tables;

/// <summary>Collects operations up to the limits of a transaction. Not thread-safe.</summary>
/// <param name="each">The operations with which every transaction begins, far below the limits.</param>
internal sealed class OperationBatch(params IReadOnlyList<TableOperation> each)
{
    private readonly List<TableOperation> _operations = [.. each];
    private long _bytes = each.Sum(static operation => operation.ContentBytes);

    /// <summary>The operations of the transaction.</summary>
    public IReadOnlyList<TableOperation> Operations => _operations;

    /// <summary>True if it has no operation but those of every transaction.</summary>
    public bool IsEmpty => _operations.Count == each.Count;

    /// <summary>Adds an operation if the transaction holds it; the first is always added.</summary>
    /// <returns>False if the operations must be committed and <see cref="Clear"/> called before.</returns>
    public bool TryAdd(TableOperation operation)
    {
        var bytes = operation.ContentBytes;
        if (!IsEmpty && (_operations.Count == TableLimits.MaxOperations || _bytes + bytes > TableLimits.MaxTransactionBytes))
        {
            return false;
        }

        _operations.Add(operation);
        _bytes += bytes;
        return true;
    }

    /// <summary>Begins the next transaction.</summary>
    public void Clear()
    {
        _operations.RemoveRange(each.Count, _operations.Count - each.Count);
        _bytes = each.Sum(static operation => operation.ContentBytes);
    }
}
