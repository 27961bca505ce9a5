using Analytics.Core.Caching;
using Analytics.Core.Tables;

namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// A cache of recently read live rows, so that a row shared by several sites of a bucket is read once. The blocks of a site are decoded
/// when the site is queried. Thread-safe.
/// </summary>
/// <param name="tables">The tables.</param>
/// <param name="maxBytes">Maximum bytes of the rows.</param>
internal sealed class LiveRowCache(ITableStore tables, long maxBytes)
{
    private readonly WeightedCache<TableRow> _rows = new(maxBytes);

    /// <summary>Reads rows of one partition with their bodies.</summary>
    /// <param name="heads">The rows without bodies, ascending by key.</param>
    /// <param name="cancellationToken">Cancels the reads.</param>
    /// <returns>The rows in the same order; null if one no longer exists.</returns>
    public async ValueTask<List<TableRow>?> ReadAsync(IReadOnlyList<TableRow> heads, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, TableRow>(StringComparer.Ordinal);
        var missing = new List<TableRow>();
        foreach (var head in heads)
        {
            if (_rows.TryGet(Key(head), out var block))
            {
                found[head.RowKey] = block;
            }
            else
            {
                missing.Add(head);
            }
        }

        if (missing.Count > 0)
        {
            var keys = missing.ConvertAll(head => head.RowKey);
            await foreach (var row in tables.ReadReadableRowsAsync(TableNames.Live, missing[0].PartitionKey, keys, cancellationToken))
            {
                found[row.RowKey] = row;
                _rows.Replace(Key(row), row, row.Body.Length + row.Head.Length + 300);
            }
        }

        return heads.All(head => found.TryGetValue(head.RowKey, out var row) && row.ETag == head.ETag)
            ? [.. heads.Select(head => found[head.RowKey])]
            : null;
    }

    private static string Key(TableRow row) => $"{row.PartitionKey}|{row.RowKey}|{row.ETag}";
}
