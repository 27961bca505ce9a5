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

    /// <summary>Reads a range as <see cref="ITableStore"/> does; of a damaged row there is only the key.</summary>
    /// <remarks>
    /// A store reads several rows at a time, so those before the damaged one may not have come yet. Example: of a, b and c, b is damaged,
    /// and the read fails at once: then the rows before b are read, and those behind it.
    /// </remarks>
    public static async IAsyncEnumerable<(string RowKey, TableRow? Row)> ReadAroundDamageAsync(
        this ITableStore tables,
        string table,
        string partitionKey,
        string fromInclusive,
        string? toExclusive,
        bool headsOnly,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var (from, to) = (fromInclusive, toExclusive);
        var damaged = new Stack<(string RowKey, string? To)>();
        while (true)
        {
            var isDamaged = false;
            var rows = tables
                .ReadRangeAsync(table, partitionKey, from, to, headsOnly, cancellationToken)
                .GetAsyncEnumerator(cancellationToken);
            await using (rows)
            {
                while (true)
                {
                    try
                    {
                        if (!await rows.MoveNextAsync())
                        {
                            break;
                        }
                    }
                    catch (TableCorruptException exception) when (exception.RowKey is not null)
                    {
                        damaged.Push((exception.RowKey, to));
                        to = exception.RowKey;
                        isDamaged = true;
                        break;
                    }

                    from = rows.Current.RowKey + " ";
                    yield return (rows.Current.RowKey, rows.Current);
                }
            }

            if (isDamaged)
            {
                continue;
            }

            if (!damaged.TryPop(out var last))
            {
                yield break;
            }

            yield return (last.RowKey, null);
            (from, to) = (last.RowKey + " ", last.To);
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
