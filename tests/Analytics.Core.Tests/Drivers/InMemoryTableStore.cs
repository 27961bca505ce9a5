using System.Runtime.CompilerServices;
using Analytics.Core.Tables;

namespace Analytics.Core.Tests.Drivers;

/// <summary>
/// The table port in memory, faithful to its limits, conditions and order. Tests can run code between a read and a commit.
/// </summary>
public sealed class InMemoryTableStore : ITableStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Table, string Partition), SortedList<string, TableRow>> _partitions = [];
    private long _lastETag;

    /// <summary>Transactions that took effect.</summary>
    public int Commits { get; private set; }

    /// <summary>If set, called before each commit with table and partition key; may throw or write by itself.</summary>
    public Func<string, string, ValueTask>? BeforeCommit { get; set; }

    /// <summary>All rows of a table.</summary>
    public IReadOnlyList<TableRow> RowsOf(string table)
    {
        lock (_gate)
        {
            return [.. _partitions.Where(partition => partition.Key.Table == table).SelectMany(partition => partition.Value.Values)];
        }
    }

    public ValueTask<TableRow?> ReadAsync(string table, string partitionKey, string rowKey, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        CheckKey(partitionKey);
        CheckKey(rowKey);
        lock (_gate)
        {
            return ValueTask.FromResult(
                _partitions.TryGetValue((table, partitionKey), out var rows) ? rows.GetValueOrDefault(rowKey) : null);
        }
    }

    public async IAsyncEnumerable<TableRow> ReadRangeAsync(
        string table,
        string partitionKey,
        string fromInclusive,
        string? toExclusive,
        bool headsOnly,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        CheckKey(partitionKey);
        TableRow[] found;
        lock (_gate)
        {
            found = _partitions.TryGetValue((table, partitionKey), out var rows)
                ? [.. rows.Values.Where(row => string.CompareOrdinal(row.RowKey, fromInclusive) >= 0
                    && (toExclusive is null || string.CompareOrdinal(row.RowKey, toExclusive) < 0))]
                : [];
        }

        foreach (var row in found)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await Task.CompletedTask;
            yield return headsOnly ? row with { Body = default } : row;
        }
    }

    public async ValueTask<TableCommit> CommitAsync(
        string table,
        string partitionKey,
        IReadOnlyList<TableOperation> operations,
        CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Check(partitionKey, operations);
        if (BeforeCommit is { } hook)
        {
            await hook(table, partitionKey);
        }

        lock (_gate)
        {
            return Apply(table, partitionKey, operations);
        }
    }

    private TableCommit Apply(string table, string partitionKey, IReadOnlyList<TableOperation> operations)
    {
        if (!_partitions.TryGetValue((table, partitionKey), out var rows))
        {
            rows = new SortedList<string, TableRow>(StringComparer.Ordinal);
            _partitions.Add((table, partitionKey), rows);
        }

        foreach (var operation in operations)
        {
            var current = rows.GetValueOrDefault(operation.RowKey);
            var holds = operation.Kind switch
            {
                TableOperationKind.Insert => current is null,
                TableOperationKind.Upsert => true,
                _ => current is not null && current.ETag == operation.ETag,
            };
            if (!holds)
            {
                return new TableCommit(null, operation.RowKey);
            }
        }

        var etags = new List<string>();
        foreach (var operation in operations)
        {
            if (operation.Kind == TableOperationKind.Delete)
            {
                rows.Remove(operation.RowKey);
                etags.Add("");
                continue;
            }

            var etag = $"\"{++_lastETag}\"";
            rows[operation.RowKey] =
                new TableRow(partitionKey, operation.RowKey, operation.Head.ToArray(), operation.Body.ToArray(), etag);
            etags.Add(etag);
        }

        Commits++;
        return new TableCommit(etags, null);
    }

    private static void Check(string partitionKey, IReadOnlyList<TableOperation> operations)
    {
        CheckKey(partitionKey);
        if (operations.Count is 0 or > TableLimits.MaxOperations)
        {
            throw new ArgumentException($"A transaction has 1 to {TableLimits.MaxOperations} operations, this one {operations.Count}.");
        }

        long bytes = 0;
        var keys = new HashSet<string>(StringComparer.Ordinal);
        foreach (var operation in operations)
        {
            CheckKey(operation.RowKey);
            if (!keys.Add(operation.RowKey))
            {
                throw new ArgumentException($"A transaction names the row '{operation.RowKey}' twice.");
            }

            if (operation.Head.Length > TableLimits.MaxHeadBytes)
            {
                throw new ArgumentException($"The head of '{operation.RowKey}' has {operation.Head.Length} bytes, over {TableLimits.MaxHeadBytes}.");
            }

            if (operation.Kind is TableOperationKind.Replace or TableOperationKind.Delete && string.IsNullOrEmpty(operation.ETag))
            {
                throw new ArgumentException($"A conditional write of '{operation.RowKey}' needs an ETag.");
            }

            bytes += operation.Head.Length + operation.Body.Length;
        }

        if (bytes > TableLimits.MaxTransactionBytes)
        {
            throw new ArgumentException($"A transaction has {bytes} bytes, over {TableLimits.MaxTransactionBytes}.");
        }
    }

    private static void CheckKey(string key)
    {
        if (key.Length > 512 || key.Any(c => c is < ' ' or > '~' or '/' or '\\' or '#' or '?'))
        {
            throw new ArgumentException($"The key '{key}' is no printable ASCII without / \\ # ? of at most 512 characters.");
        }
    }
}
