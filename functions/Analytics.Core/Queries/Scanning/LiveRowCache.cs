using Analytics.Core.Caching;
using Analytics.Core.Tables;

namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// Live rows that were read lately, so that a row which several sites of a bucket share is read once. What a row has of a site is decoded
/// when that site is asked about. Thread-safe.
/// </summary>
/// <param name="tables">The tables.</param>
/// <param name="maxBytes">Bytes of the rows, at most.</param>
internal sealed class LiveRowCache(ITableStore tables, long maxBytes)
{
    /// <summary>From so many rows on, a range is read in place of single rows.</summary>
    private const int FewRows = 8;

    private readonly WeightedCache<TableRow> _rows = new(maxBytes);

    /// <summary>Reads rows of one partition with their bodies.</summary>
    /// <param name="heads">The rows without bodies, ascending by key.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The rows in the same order, or null if one is not there any more.</returns>
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
