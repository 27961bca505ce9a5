using Analytics.Core.Tables;

namespace Analytics.Core.Tests.Sites;

/// <summary>Lets something happen between the table's first answer and its arrival.</summary>
internal sealed class OvertakenReads(ITableStore inner) : DelegatingTableStore(inner)
{
    public Func<Task>? AfterFirstRead { get; set; }

    public override async ValueTask<TableRow?> ReadAsync(
        string table, string partitionKey, string rowKey, CancellationToken cancellationToken)
    {
        var row = await base.ReadAsync(table, partitionKey, rowKey, cancellationToken);
        if (AfterFirstRead is { } then)
        {
            AfterFirstRead = null;
            await then().WaitAsync(cancellationToken);
        }

        return row;
    }
}
