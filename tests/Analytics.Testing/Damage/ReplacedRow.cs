using System.Runtime.CompilerServices;
using Analytics.Core.Tables;
using Analytics.Testing.Drivers;

namespace Analytics.Testing.Damage;

/// <summary>A store in which a row has other bytes.</summary>
/// <param name="inner">The store.</param>
/// <param name="table">The table of the row.</param>
/// <param name="replaced">The row as it is read.</param>
public sealed class ReplacedRow(ITableStore inner, string table, TableRow replaced) : DelegatingTableStore(inner)
{
    public override async ValueTask<TableRow?> ReadAsync(
        string table,
        string partitionKey,
        string rowKey,
        CancellationToken cancellationToken
    ) => Replace(table, await base.ReadAsync(table, partitionKey, rowKey, cancellationToken), withBody: true, parts: []);

    public override async ValueTask<TableRow?> ReadAsync(
        string table,
        string partitionKey,
        string rowKey,
        IReadOnlyCollection<string> parts,
        CancellationToken cancellationToken
    ) => Replace(table, await base.ReadAsync(table, partitionKey, rowKey, parts, cancellationToken), withBody: false, parts);

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
            yield return Replace(table, row, !headsOnly, [])!;
        }
    }

    private TableRow? Replace(string of, TableRow? row, bool withBody, IReadOnlyCollection<string> parts) =>
        row is null || of != table || row.PartitionKey != replaced.PartitionKey || row.RowKey != replaced.RowKey
            ? row
            : replaced with
            {
                Body = withBody ? replaced.Body : default,
                Parts = replaced
                    .Parts.Where(part => parts.Contains(part.Key))
                    .ToDictionary(part => part.Key, part => part.Value, StringComparer.Ordinal),
            };
}
