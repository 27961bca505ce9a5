using System.Runtime.CompilerServices;

namespace Analytics.Core.Tables;

/// <summary>Reads that continue after a damaged row.</summary>
internal static class TableStoreExtensions
{
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
}
