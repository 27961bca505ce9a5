using System.Collections.Concurrent;
using Analytics.Core.Tables;
using Analytics.Testing.Drivers;

namespace Analytics.Benchmarks.Scale;

/// <summary>
/// Tables that count the bytes of keys, heads, bodies and parts: of everything that was written to them, and of what is there. Safe for
/// concurrent use.
/// </summary>
/// <param name="inner">The tables, empty.</param>
internal sealed class CountingTables(ITableStore inner) : DelegatingTableStore(inner)
{
    private readonly ConcurrentDictionary<string, long> _written = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Table, string PartitionKey, string RowKey), long> _rows = new();

    /// <summary>The bytes written so far, by kind of row: its table, and of rollups the beginning of the key.</summary>
    public IReadOnlyDictionary<string, long> Written => _written;

    /// <summary>The bytes that are there, by kind of row.</summary>
    public Dictionary<string, long> Kept() =>
        _rows.GroupBy(row => KindOf(row.Key.Table, row.Key.RowKey)).ToDictionary(kind => kind.Key, kind => kind.Sum(row => row.Value));

    public override async ValueTask<TableCommit> CommitAsync(
        string table,
        string partitionKey,
        IReadOnlyList<TableOperation> operations,
        CancellationToken cancellationToken
    )
    {
        var commit = await base.CommitAsync(table, partitionKey, operations, cancellationToken);
        foreach (var operation in commit.Committed ? operations : [])
        {
            var row = (table, partitionKey, operation.RowKey);
            if (operation.Kind == TableOperationKind.Delete)
            {
                _rows.TryRemove(row, out _);
                continue;
            }

            var bytes = operation.RowKey.Length + operation.ContentBytes;
            _rows[row] = bytes;
            _written.AddOrUpdate(KindOf(table, operation.RowKey), bytes, (_, before) => before + bytes);
        }

        return commit;
    }

    private static string KindOf(string table, string rowKey) =>
        table == TableNames.Rollups
            ? $"{table} {string.Concat(rowKey.TakeWhile(c => !char.IsAsciiDigit(c))).TrimEnd('|').Replace('|', '/')}"
            : table;
}
