using System.Runtime.CompilerServices;
using Analytics.Core.Tables;

namespace Analytics.Core.Tests.Sites;

/// <summary>Counts the rows that are read one by one and those of ranges, and lets a test come after a read of one.</summary>
internal sealed class CountedReads(ITableStore tables) : DelegatingTableStore(tables)
{
    public int Count { get; private set; }

    public int RowsOfRanges { get; private set; }

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

    public override async IAsyncEnumerable<TableRow> ReadRangeAsync(
        string table,
        string partitionKey,
        string fromInclusive,
        string? toExclusive,
        bool headsOnly,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (var row in base.ReadRangeAsync(table, partitionKey, fromInclusive, toExclusive, headsOnly, cancellationToken))
        {
            RowsOfRanges++;
            yield return row;
        }
    }
}
