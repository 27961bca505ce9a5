using System.Runtime.CompilerServices;
using Analytics.Core.Tables;

namespace Analytics.Testing.Drivers;

/// <summary>
/// The table port in memory, faithful to its limits, conditions and order. Tests can run code between a read and a commit.
/// </summary>
public sealed class InMemoryTableStore : ITableStore, ITableVersions
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Table, string Partition), SortedList<string, TableRow>> _partitions = [];
    private readonly TableVersions _versions = new();
    private long _lastETag;

    /// <summary>Transactions that took effect.</summary>
    public int Commits { get; private set; }

    /// <summary>If set, called before each commit with table and partition key; may throw or write by itself.</summary>
    public Func<string, string, ValueTask>? BeforeCommit { get; set; }

    /// <summary>All rows of a table, with their bodies and parts.</summary>
    public IReadOnlyList<TableRow> RowsOf(string table)
    {
        lock (_gate)
        {
            return [.. _partitions.Where(partition => partition.Key.Table == table).SelectMany(partition => partition.Value.Values)];
        }
    }

    /// <summary>Another store with the same rows, of which neither sees what is written to the other from now on.</summary>
    public InMemoryTableStore Copy()
    {
        lock (_gate)
        {
            var copy = new InMemoryTableStore { _lastETag = _lastETag };
            foreach (var (key, rows) in _partitions)
            {
                copy._partitions[key] = new(rows, StringComparer.Ordinal);
                copy._versions.Add(key.Table, key.Partition);
            }

            return copy;
        }
    }

    public long VersionOf(string table, string partitionKey) => _versions.Of(table, partitionKey);

    public ValueTask<TableRow?> ReadAsync(string table, string partitionKey, string rowKey, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Read(table, partitionKey, rowKey, cancellationToken) is { } row ? With(row, withBody: true, []) : null);

    public ValueTask<TableRow?> ReadAsync(
        string table,
        string partitionKey,
        string rowKey,
        IReadOnlyCollection<string> parts,
        CancellationToken cancellationToken
    )
    {
        TableRules.CheckPartNames(parts);
        return ValueTask.FromResult(
            Read(table, partitionKey, rowKey, cancellationToken) is { } row ? With(row, withBody: false, parts) : null
        );
    }

    public IAsyncEnumerable<TableRow> ReadRangeAsync(
        string table,
        string partitionKey,
        string fromInclusive,
        string? toExclusive,
        bool headsOnly,
        CancellationToken cancellationToken
    ) => ReadRangeAsync(table, partitionKey, fromInclusive, toExclusive, !headsOnly, [], cancellationToken);

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
        return ReadRangeAsync(table, partitionKey, fromInclusive, toExclusive, withBody: false, parts, cancellationToken);
    }

    public async ValueTask<TableCommit> CommitAsync(
        string table,
        string partitionKey,
        IReadOnlyList<TableOperation> operations,
        CancellationToken cancellationToken
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        TableRules.CheckTransaction(partitionKey, operations);
        if (BeforeCommit is { } hook)
        {
            await hook(table, partitionKey);
        }

        lock (_gate)
        {
            _versions.Add(table, partitionKey);
            return Apply(table, partitionKey, operations);
        }
    }

    private TableRow? Read(string table, string partitionKey, string rowKey, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        TableRules.CheckKey(partitionKey);
        TableRules.CheckKey(rowKey);
        lock (_gate)
        {
            return _partitions.TryGetValue((table, partitionKey), out var rows) ? rows.GetValueOrDefault(rowKey) : null;
        }
    }

    private async IAsyncEnumerable<TableRow> ReadRangeAsync(
        string table,
        string partitionKey,
        string fromInclusive,
        string? toExclusive,
        bool withBody,
        IReadOnlyCollection<string> parts,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        TableRules.CheckKey(partitionKey);
        TableRow[] found;
        lock (_gate)
        {
            found = _partitions.TryGetValue((table, partitionKey), out var rows)
                ?
                [
                    .. rows.Values.Where(row =>
                        string.CompareOrdinal(row.RowKey, fromInclusive) >= 0
                        && (toExclusive is null || string.CompareOrdinal(row.RowKey, toExclusive) < 0)
                    ),
                ]
                : [];
        }

        foreach (var row in found)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await Task.CompletedTask;
            yield return With(row, withBody, parts);
        }
    }

    /// <summary>As much of a stored row as a read asked for.</summary>
    private static TableRow With(TableRow row, bool withBody, IReadOnlyCollection<string> parts) =>
        row with
        {
            Body = withBody ? row.Body : default,
            Parts = parts
                .Where(row.Parts.ContainsKey)
                .Distinct(StringComparer.Ordinal)
                .ToDictionary(name => name, name => row.Parts[name], StringComparer.Ordinal),
        };

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
            rows[operation.RowKey] = new TableRow(partitionKey, operation.RowKey, operation.Head.ToArray(), operation.Body.ToArray(), etag)
            {
                Parts = operation.Parts.ToDictionary(
                    static part => part.Name,
                    static part => (ReadOnlyMemory<byte>)part.Content.ToArray(),
                    StringComparer.Ordinal
                ),
            };
            etags.Add(etag);
        }

        Commits++;
        return new TableCommit(etags, null);
    }
}
