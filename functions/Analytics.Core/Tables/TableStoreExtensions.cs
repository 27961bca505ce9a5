using System.Runtime.CompilerServices;

namespace Analytics.Core.Tables;

/// <summary>Reads that continue after a damaged row.</summary>
internal static class TableStoreExtensions
{
    /// <summary>Up to this number, rows are read one by one; more are read as a range.</summary>
    private const int FewRows = 8;

    /// <summary>Reads a row; without its body if that cannot be read.</summary>
    public static async ValueTask<TableRow?> ReadReadableAsync(
        this ITableStore tables,
        string table,
        string partitionKey,
        string rowKey,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await tables.ReadAsync(table, partitionKey, rowKey, cancellationToken);
        }
        catch (TableCorruptException)
        {
            await foreach (
                var head in tables.ReadRangeAsync(table, partitionKey, rowKey, rowKey + " ", headsOnly: true, cancellationToken)
            )
            {
                return head with { Body = default };
            }

            return null;
        }
    }

    /// <summary>
    /// Reads a range with bodies as <see cref="ITableStore"/> does; rows whose bodies cannot be read have none.
    /// After the first damaged row, the others are read one by one.
    /// </summary>
    public static async IAsyncEnumerable<TableRow> ReadReadableRangeAsync(
        this ITableStore tables,
        string table,
        string partitionKey,
        string fromInclusive,
        string? toExclusive,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        string? last = null;
        var isDamaged = false;
        var rows = tables
            .ReadRangeAsync(table, partitionKey, fromInclusive, toExclusive, headsOnly: false, cancellationToken)
            .GetAsyncEnumerator(cancellationToken);
        await using (rows)
        {
            while (!isDamaged)
            {
                try
                {
                    if (!await rows.MoveNextAsync())
                    {
                        yield break;
                    }
                }
                catch (TableCorruptException)
                {
                    isDamaged = true;
                    continue;
                }

                last = rows.Current.RowKey;
                yield return rows.Current;
            }
        }

        var heads = tables.ReadRangeAsync(
            table,
            partitionKey,
            last is null ? fromInclusive : last + " ",
            toExclusive,
            headsOnly: true,
            cancellationToken
        );
        await foreach (var head in heads)
        {
            if (await tables.ReadReadableAsync(table, partitionKey, head.RowKey, cancellationToken) is { } row)
            {
                yield return row;
            }
        }
    }

    /// <summary>Reads rows with their bodies, few one by one and more as a range; rows whose bodies cannot be read have none.</summary>
    /// <param name="tables">The tables.</param>
    /// <param name="table">The table.</param>
    /// <param name="partitionKey">The partition.</param>
    /// <param name="rowKeys">The rows, ascending. Those that are gone are left out.</param>
    /// <param name="cancellationToken">Cancels the reads.</param>
    public static async IAsyncEnumerable<TableRow> ReadReadableRowsAsync(
        this ITableStore tables,
        string table,
        string partitionKey,
        IReadOnlyList<string> rowKeys,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        if (rowKeys.Count > FewRows)
        {
            var wanted = rowKeys.ToHashSet(StringComparer.Ordinal);
            var rows = tables.ReadReadableRangeAsync(table, partitionKey, rowKeys[0], rowKeys[^1] + " ", cancellationToken);
            await foreach (var row in rows)
            {
                if (wanted.Contains(row.RowKey))
                {
                    yield return row;
                }
            }

            yield break;
        }

        foreach (var rowKey in rowKeys)
        {
            if (await tables.ReadReadableAsync(table, partitionKey, rowKey, cancellationToken) is { } row)
            {
                yield return row;
            }
        }
    }
}
