using System.Runtime.CompilerServices;
using Analytics.Core.Tables;

namespace Analytics.Core.Tests.Sites;

/// <summary>Lets something happen between the table's first answer and its arrival.</summary>
internal sealed class OvertakenReads(ITableStore inner) : DelegatingTableStore(inner)
{
    public Func<Task>? AfterFirstRead { get; set; }

    /// <summary>True if the first read of a range counts as well as that of a row.</summary>
    public bool CountsRanges { get; init; } = true;

    public override async ValueTask<TableRow?> ReadAsync(
        string table,
        string partitionKey,
        string rowKey,
        CancellationToken cancellationToken
    )
    {
        var row = await base.ReadAsync(table, partitionKey, rowKey, cancellationToken);
        await OvertakeAsync(cancellationToken);
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
        var rows = await base.ReadRangeAsync(table, partitionKey, fromInclusive, toExclusive, headsOnly, cancellationToken)
            .ToListAsync(cancellationToken);
        if (CountsRanges)
        {
            await OvertakeAsync(cancellationToken);
        }

        foreach (var row in rows)
        {
            yield return row;
        }
    }

    private async Task OvertakeAsync(CancellationToken cancellationToken)
    {
        if (AfterFirstRead is { } then)
        {
            AfterFirstRead = null;
            await then().WaitAsync(cancellationToken);
        }
    }
}
