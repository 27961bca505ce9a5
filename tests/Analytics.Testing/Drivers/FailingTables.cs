using Analytics.Core.Tables;

namespace Analytics.Testing.Drivers;

/// <summary>Tables that do not answer now.</summary>
public sealed class FailingTables : ITableStore
{
    public ValueTask<TableRow?> ReadAsync(string table, string partitionKey, string rowKey, CancellationToken cancellationToken) =>
        throw Failure();

    public ValueTask<TableRow?> ReadAsync(
        string table,
        string partitionKey,
        string rowKey,
        IReadOnlyCollection<string> parts,
        CancellationToken cancellationToken
    ) => throw Failure();

    public IAsyncEnumerable<TableRow> ReadRangeAsync(
        string table,
        string partitionKey,
        string fromInclusive,
        string? toExclusive,
        bool headsOnly,
        CancellationToken cancellationToken
    ) => throw Failure();

    public IAsyncEnumerable<TableRow> ReadRangeAsync(
        string table,
        string partitionKey,
        string fromInclusive,
        string? toExclusive,
        IReadOnlyCollection<string> parts,
        CancellationToken cancellationToken
    ) => throw Failure();

    public ValueTask<TableCommit> CommitAsync(
        string table,
        string partitionKey,
        IReadOnlyList<TableOperation> operations,
        CancellationToken cancellationToken
    ) => throw Failure();

    private static IOException Failure() => new("The tables do not answer.");
}
