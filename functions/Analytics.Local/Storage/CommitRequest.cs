using Analytics.Core.Tables;

namespace Analytics.Local.Storage;

/// <summary>A transaction that waits to be written to the tables.</summary>
internal sealed class CommitRequest(string table, string partitionKey, IReadOnlyList<TableOperation> operations)
{
    private readonly TaskCompletionSource<TableCommit> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Table => table;

    public string PartitionKey => partitionKey;

    public IReadOnlyList<TableOperation> Operations => operations;

    /// <summary>True if it deletes rows that must not stay readable in any file: salts, keys, registrations.</summary>
    public bool Erases { get; } =
        table is TableNames.Control or TableNames.Sites && operations.Any(static operation => operation.Kind is TableOperationKind.Delete);

    /// <summary>True if the request writes nothing and empties the WAL.</summary>
    public bool OnlyTruncates => operations.Count == 0;

    /// <summary>
    /// Number of the first page in which copies of deleted rows are overwritten, then of the first one that is left; null for none.
    /// </summary>
    public long? UnclearedPage { get; set; }

    /// <summary>Written bytes; at least 1 for each row, so that deletes count too.</summary>
    public int Bytes { get; } = (int)operations.Sum(static operation => operation.ContentBytes + 1);

    /// <summary>The result; set before it is durable.</summary>
    public TableCommit? Outcome { get; set; }

    /// <summary>Completes when the outcome is durable.</summary>
    public Task<TableCommit> Done => _done.Task;

    public void Complete() => _done.SetResult(Outcome!);

    public void Fail(Exception exception) => _done.SetException(exception);
}
