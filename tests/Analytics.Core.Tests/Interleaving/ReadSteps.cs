using System.Runtime.CompilerServices;
using Analytics.Core.Tables;

namespace Analytics.Core.Tests.Interleaving;

/// <summary>
/// Lets something happen before each step of a reader. A step is a point read, or one row of a range, which is read row by row and is no
/// snapshot, as the port allows; of tables that tell versions a version also.
/// </summary>
internal class ReadSteps(InMemoryTableStore inner) : DelegatingTableStore(inner)
{
    private int _count;

    /// <summary>The steps so far.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Happens before each step, and is given its number from 0.</summary>
    public Action<int>? Before { get; set; }

    public override ValueTask<TableRow?> ReadAsync(string table, string partitionKey, string rowKey, CancellationToken cancellationToken)
    {
        Step();
        return base.ReadAsync(table, partitionKey, rowKey, cancellationToken);
    }

    public override ValueTask<TableRow?> ReadAsync(
        string table,
        string partitionKey,
        string rowKey,
        IReadOnlyCollection<string> parts,
        CancellationToken cancellationToken
    )
    {
        Step();
        return base.ReadAsync(table, partitionKey, rowKey, parts, cancellationToken);
    }

    public override IAsyncEnumerable<TableRow> ReadRangeAsync(
        string table,
        string partitionKey,
        string fromInclusive,
        string? toExclusive,
        bool headsOnly,
        CancellationToken cancellationToken
    ) =>
        RowByRowAsync(
            from => base.ReadRangeAsync(table, partitionKey, from, toExclusive, headsOnly, cancellationToken),
            fromInclusive,
            cancellationToken
        );

    public override IAsyncEnumerable<TableRow> ReadRangeAsync(
        string table,
        string partitionKey,
        string fromInclusive,
        string? toExclusive,
        IReadOnlyCollection<string> parts,
        CancellationToken cancellationToken
    ) =>
        RowByRowAsync(
            from => base.ReadRangeAsync(table, partitionKey, from, toExclusive, parts, cancellationToken),
            fromInclusive,
            cancellationToken
        );

    protected void Step() => Before?.Invoke(Interlocked.Increment(ref _count) - 1);

    private async IAsyncEnumerable<TableRow> RowByRowAsync(
        Func<string, IAsyncEnumerable<TableRow>> readFrom,
        string fromInclusive,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        for (var from = fromInclusive; ; )
        {
            Step();
            var row = await readFrom(from).FirstOrDefaultAsync(cancellationToken);
            if (row is null)
            {
                yield break;
            }

            yield return row;
            from = row.RowKey + " ";
        }
    }
}
