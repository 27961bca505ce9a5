using System.Runtime.CompilerServices;
using Analytics.Core.Tables;
using Analytics.Testing.Drivers;

namespace Analytics.Testing.Damage;

/// <summary>A store in which a row cannot be read, as one whose checksum is wrong, until it is written or deleted.</summary>
/// <param name="inner">The store.</param>
/// <param name="table">The table of the row.</param>
/// <param name="partitionKey">Its partition key.</param>
/// <param name="rowKey">Its row key.</param>
public sealed class DamagedRow(ITableStore inner, string table, string partitionKey, string rowKey) : DelegatingTableStore(inner)
{
    /// <summary>True while the row is damaged.</summary>
    public bool IsDamaged { get; set; } = true;

    public override async ValueTask<TableRow?> ReadAsync(string of, string partition, string row, CancellationToken cancellationToken) =>
        Checked(of, await base.ReadAsync(of, partition, row, cancellationToken));

    public override async IAsyncEnumerable<TableRow> ReadRangeAsync(
        string of,
        string partition,
        string fromInclusive,
        string? toExclusive,
        bool headsOnly,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        // Several rows at a time, as stores read them: those before the damaged one do not come.
        var rows = new List<TableRow>();
        await foreach (var row in base.ReadRangeAsync(of, partition, fromInclusive, toExclusive, headsOnly, cancellationToken))
        {
            rows.Add(Checked(of, row)!);
        }

        foreach (var row in rows)
        {
            yield return row;
        }
    }

    public override async ValueTask<TableCommit> CommitAsync(
        string of,
        string partition,
        IReadOnlyList<TableOperation> operations,
        CancellationToken cancellationToken
    )
    {
        var commit = await base.CommitAsync(of, partition, operations, cancellationToken);
        IsDamaged &=
            !commit.Committed || of != table || partition != partitionKey || operations.All(operation => operation.RowKey != rowKey);
        return commit;
    }

    private TableRow? Checked(string of, TableRow? row) =>
        IsDamaged && row is not null && of == table && row.PartitionKey == partitionKey && row.RowKey == rowKey
            ? throw new TableCorruptException($"The row '{rowKey}' does not match its checksum.") { RowKey = rowKey }
            : row;
}
