using Analytics.Core.Tables;

namespace Analytics.Core.Tests.Sites;

/// <summary>Lets something happen between the table's first answer and its arrival.</summary>
internal sealed class OvertakenReads(ITableStore inner) : ITableStore
{
    public Func<Task>? AfterFirstRead { get; set; }

    public async ValueTask<TableRow?> ReadAsync(string table, string partitionKey, string rowKey, CancellationToken cancellationToken)
    {
        var row = await inner.ReadAsync(table, partitionKey, rowKey, cancellationToken);
        if (AfterFirstRead is { } then)
        {
            AfterFirstRead = null;
            await then().WaitAsync(cancellationToken);
        }

        return row;
    }

    public IAsyncEnumerable<TableRow> ReadRangeAsync(
        string table, string partitionKey, string fromInclusive, string? toExclusive, bool headsOnly, CancellationToken cancellationToken) =>
        inner.ReadRangeAsync(table, partitionKey, fromInclusive, toExclusive, headsOnly, cancellationToken);

    public ValueTask<TableCommit> CommitAsync(
        string table, string partitionKey, IReadOnlyList<TableOperation> operations, CancellationToken cancellationToken) =>
        inner.CommitAsync(table, partitionKey, operations, cancellationToken);
}
