using Analytics.Core.Tables;

namespace Analytics.Core.Tests.Sites;

/// <summary>Counts the rows that are read one by one, and lets a test come after such a read.</summary>
internal sealed class CountedReads(ITableStore tables) : ITableStore
{
    public int Count { get; private set; }

    public Func<ValueTask>? AfterRead { get; init; }

    public async ValueTask<TableRow?> ReadAsync(string table, string partitionKey, string rowKey, CancellationToken cancellationToken)
    {
        Count++;
        var row = await tables.ReadAsync(table, partitionKey, rowKey, cancellationToken);
        if (AfterRead is not null)
        {
            await AfterRead();
        }

        return row;
    }

    public IAsyncEnumerable<TableRow> ReadRangeAsync(
        string table, string partitionKey, string fromInclusive, string? toExclusive, bool headsOnly, CancellationToken cancellationToken) =>
        tables.ReadRangeAsync(table, partitionKey, fromInclusive, toExclusive, headsOnly, cancellationToken);

    public ValueTask<TableCommit> CommitAsync(
        string table, string partitionKey, IReadOnlyList<TableOperation> operations, CancellationToken cancellationToken) =>
        tables.CommitAsync(table, partitionKey, operations, cancellationToken);
}
