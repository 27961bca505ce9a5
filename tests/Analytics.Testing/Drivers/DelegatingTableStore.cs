using Analytics.Core.Tables;

namespace Analytics.Testing.Drivers;

/// <summary>A table store that passes everything on to another; the base of stores that count, delay or fail some calls.</summary>
public abstract class DelegatingTableStore(ITableStore inner) : ITableStore
{
    public virtual ValueTask<TableRow?> ReadAsync(string table, string partitionKey, string rowKey, CancellationToken cancellationToken) =>
        inner.ReadAsync(table, partitionKey, rowKey, cancellationToken);

    public virtual ValueTask<TableRow?> ReadAsync(
        string table,
        string partitionKey,
        string rowKey,
        IReadOnlyCollection<string> parts,
        CancellationToken cancellationToken
    ) => inner.ReadAsync(table, partitionKey, rowKey, parts, cancellationToken);

    public virtual IAsyncEnumerable<TableRow> ReadRangeAsync(
        string table,
        string partitionKey,
        string fromInclusive,
        string? toExclusive,
        bool headsOnly,
        CancellationToken cancellationToken
    ) => inner.ReadRangeAsync(table, partitionKey, fromInclusive, toExclusive, headsOnly, cancellationToken);

    public virtual IAsyncEnumerable<TableRow> ReadRangeAsync(
        string table,
        string partitionKey,
        string fromInclusive,
        string? toExclusive,
        IReadOnlyCollection<string> parts,
        CancellationToken cancellationToken
    ) => inner.ReadRangeAsync(table, partitionKey, fromInclusive, toExclusive, parts, cancellationToken);

    public virtual ValueTask<TableCommit> CommitAsync(
        string table,
        string partitionKey,
        IReadOnlyList<TableOperation> operations,
        CancellationToken cancellationToken
    ) => inner.CommitAsync(table, partitionKey, operations, cancellationToken);
}
