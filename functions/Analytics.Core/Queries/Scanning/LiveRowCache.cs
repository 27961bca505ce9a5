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
    /// <summary>Up to this number, rows are read one by one; more are read as a range.</summary>
    private const int FewRows = 8;

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

        if (missing.Count > FewRows)
        {
            await ReadRangeAsync(missing, found, cancellationToken);
        }
        else
        {
            foreach (var head in missing)
            {
                Add(await tables.ReadReadableAsync(TableNames.Live, head.PartitionKey, head.RowKey, cancellationToken), found);
            }
        }

        return heads.All(head => found.TryGetValue(head.RowKey, out var row) && row.ETag == head.ETag)
            ? [.. heads.Select(head => found[head.RowKey])]
            : null;
    }

    private async ValueTask ReadRangeAsync(List<TableRow> missing, Dictionary<string, TableRow> found, CancellationToken cancellationToken)
    {
        var wanted = missing.Select(head => head.RowKey).ToHashSet(StringComparer.Ordinal);
        var rows = tables.ReadReadableRangeAsync(
            TableNames.Live,
            missing[0].PartitionKey,
            missing[0].RowKey,
            missing[^1].RowKey + " ",
            cancellationToken
        );
        await foreach (var row in rows)
        {
            if (wanted.Contains(row.RowKey))
            {
                Add(row, found);
            }
        }
    }

    private void Add(TableRow? row, Dictionary<string, TableRow> found)
    {
        if (row is not null)
        {
            found[row.RowKey] = row;
            _rows.Replace(Key(row), row, row.Body.Length + row.Head.Length + 300);
        }
    }

    private static string Key(TableRow row) => $"{row.PartitionKey}|{row.RowKey}|{row.ETag}";
}
