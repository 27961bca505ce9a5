using Analytics.Core.Tables;

namespace Analytics.Core.Tests.Interleaving;

/// <summary>
/// The transactions of a writer, which can be committed again one by one. Nobody else writes what it writes. Segments and shards, which
/// nobody looks for before a row names them, are committed with the transaction that follows.
/// </summary>
internal sealed class RecordedWriter
{
    private readonly List<List<(string Table, string PartitionKey, IReadOnlyList<TableOperation> Operations)>> _transactions =
    [
        [],
    ];

    private RecordedWriter() { }

    /// <summary>Number of recorded commits.</summary>
    public int Count => _transactions.Count;

    /// <summary>Lets a writer write to a copy of some tables.</summary>
    public static async Task<RecordedWriter> RecordAsync(InMemoryTableStore tables, Func<ITableStore, Task> write)
    {
        var writer = new RecordedWriter();
        await write(new Recorder(tables.Copy(), writer));
        writer._transactions.RemoveAll(transaction => transaction.Count == 0);
        return writer;
    }

    /// <summary>Commits a transaction to tables that have all before it.</summary>
    public void Commit(int transaction, InMemoryTableStore tables)
    {
        foreach (var (table, partitionKey, operations) in _transactions[transaction])
        {
            var commit = tables.CommitAsync(table, partitionKey, [.. operations.Select(Unconditional)], CancellationToken.None);
            Assert.True(commit.IsCompletedSuccessfully && commit.Result.Committed);

            TableOperation Unconditional(TableOperation operation) =>
                operation.Kind == TableOperationKind.Delete
                    ? TableOperation.Delete(operation.RowKey, ETagOf(operation.RowKey))
                    : operation with
                    {
                        Kind = TableOperationKind.Upsert,
                        ETag = null,
                    };

            string ETagOf(string rowKey) =>
                tables.RowsOf(table).Single(row => row.PartitionKey == partitionKey && row.RowKey == rowKey).ETag;
        }
    }

    private sealed class Recorder(ITableStore inner, RecordedWriter writer) : DelegatingTableStore(inner)
    {
        public override async ValueTask<TableCommit> CommitAsync(
            string table,
            string partitionKey,
            IReadOnlyList<TableOperation> operations,
            CancellationToken cancellationToken
        )
        {
            var commit = await base.CommitAsync(table, partitionKey, operations, cancellationToken);

            // Nothing else of what writers commit is read by who asks.
            if (commit.Committed && (table is TableNames.Rollups or TableNames.Live || partitionKey == "progress"))
            {
                writer._transactions[^1].Add((table, partitionKey, operations));
                if (!operations.All(IsSegment))
                {
                    writer._transactions.Add([]);
                }
            }

            return commit;
        }

        private static bool IsSegment(TableOperation operation) =>
            operation.Kind == TableOperationKind.Upsert && operation.RowKey.StartsWith("p|", StringComparison.Ordinal);
    }
}
