using Analytics.Core.Tables;

namespace Analytics.Benchmarks.Azure;

/// <summary>Takes every commit some milliseconds later, as over a network, and keeps nothing. Thread-safe.</summary>
internal sealed class ForgetfulTables : ITableStore
{
    private static readonly TimeSpan RoundTrip = TimeSpan.FromMilliseconds(20);

    public ValueTask<TableRow?> ReadAsync(string table, string partitionKey, string rowKey, CancellationToken cancellationToken) =>
        ValueTask.FromResult<TableRow?>(null);

    public ValueTask<TableRow?> ReadAsync(
        string table,
        string partitionKey,
        string rowKey,
        IReadOnlyCollection<string> parts,
        CancellationToken cancellationToken
    ) => ValueTask.FromResult<TableRow?>(null);

    public IAsyncEnumerable<TableRow> ReadRangeAsync(
        string table,
        string partitionKey,
        string fromInclusive,
        string? toExclusive,
        bool headsOnly,
        CancellationToken cancellationToken
    ) => AsyncEnumerable.Empty<TableRow>();

    public IAsyncEnumerable<TableRow> ReadRangeAsync(
        string table,
        string partitionKey,
        string fromInclusive,
        string? toExclusive,
        IReadOnlyCollection<string> parts,
        CancellationToken cancellationToken
    ) => AsyncEnumerable.Empty<TableRow>();

    public async ValueTask<TableCommit> CommitAsync(
        string table,
        string partitionKey,
        IReadOnlyList<TableOperation> operations,
        CancellationToken cancellationToken
    )
    {
        await Task.Delay(RoundTrip, cancellationToken);
        return new([.. operations.Select(static _ => "0")], null);
    }
}
