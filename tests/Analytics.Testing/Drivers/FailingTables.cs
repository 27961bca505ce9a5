using Analytics.Core.Tables;

namespace Analytics.Testing.Drivers;

/// <summary>Tables that do not answer now.</summary>
/// <param name="failure">Makes the exception of each call; an <see cref="IOException"/> if there is none.</param>
public sealed class FailingTables(Func<Exception>? failure = null) : ITableStore
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

    private Exception Failure() => failure?.Invoke() ?? new IOException("The tables do not answer.");
}
