using Analytics.Core.Tables;

namespace Analytics.Core.Tests.Sites;

/// <summary>Counts the rows that are read one by one, and lets a test come after such a read.</summary>
internal sealed class CountedReads(ITableStore tables) : DelegatingTableStore(tables)
{
    public int Count { get; private set; }

    public Func<ValueTask>? AfterRead { get; init; }

    public override async ValueTask<TableRow?> ReadAsync(
        string table,
        string partitionKey,
        string rowKey,
        CancellationToken cancellationToken
    )
    {
        Count++;
        var row = await base.ReadAsync(table, partitionKey, rowKey, cancellationToken);
        if (AfterRead is not null)
        {
            await AfterRead();
        }

        return row;
    }
}
