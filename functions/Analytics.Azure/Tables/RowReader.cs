using Analytics.Core.Tables;
using Azure.Data.Tables;

namespace Analytics.Azure.Tables;

/// <summary>Creates rows from entities and their overflow.</summary>
internal static class RowReader
{
    private const int Attempts = 3;

    /// <summary>Reads a row.</summary>
    /// <returns>The row, or null if there is none.</returns>
    /// <exception cref="TableCorruptException">The stored bytes are damaged.</exception>
    public static async Task<TableRow?> ReadAsync(
        TableClient table,
        string partitionKey,
        string rowKey,
        RowSelection selection,
        CancellationToken cancellationToken
    )
    {
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            var found = await table.GetEntityIfExistsAsync<TableEntity>(
                TableKeys.Escape(partitionKey),
                TableKeys.Escape(rowKey),
                selection.Properties,
                cancellationToken
            );
            if (!found.HasValue)
            {
                return null;
            }

            if (await TryCreateAsync(table, found.Value!, selection, cancellationToken) is { } row)
            {
                return row;
            }
        }

        throw Corrupt(table.Name, partitionKey, rowKey, "its overflow is missing");
    }

    /// <summary>Creates the row of an entity. Reads the entity again if it was replaced meanwhile.</summary>
    /// <param name="table">The table, for the overflow.</param>
    /// <param name="entity">The entity with the properties of the selection.</param>
    /// <param name="selection">The content to read.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>The row, or null if it was deleted meanwhile.</returns>
    /// <exception cref="TableCorruptException">The stored bytes are damaged.</exception>
    public static async Task<TableRow?> ReadAsync(
        TableClient table,
        TableEntity entity,
        RowSelection selection,
        CancellationToken cancellationToken
    ) =>
        await TryCreateAsync(table, entity, selection, cancellationToken)
        ?? await ReadAsync(
            table,
            TableKeys.Unescape(entity.PartitionKey),
            TableKeys.Unescape(entity.RowKey),
            selection,
            cancellationToken
        );

    private static TableCorruptException Corrupt(
        string table,
        string partitionKey,
        string rowKey,
        string reason,
        Exception? innerException = null
    ) =>
        new(
            $"The row '{rowKey}' of partition '{partitionKey}' in table '{table}' is "
                + $"damaged: {reason}. Delete the row. {TableRemedies.Of(table)}",
            innerException
        )
        {
            RowKey = rowKey,
        };

    /// <summary>Creates the row of an entity; null if its overflow no longer exists because the row was replaced.</summary>
    private static async Task<TableRow?> TryCreateAsync(
        TableClient table,
        TableEntity entity,
        RowSelection selection,
        CancellationToken cancellationToken
    )
    {
        var partitionKey = TableKeys.Unescape(entity.PartitionKey);
        var rowKey = TableKeys.Unescape(entity.RowKey);
        var overflow = RowEntity.OverflowOf(entity);
        var etag = new RowETag(entity.ETag.ToString(), overflow?.Generation).ToString();
        var row = new TableRow(partitionKey, rowKey, RowEntity.HeadOf(entity), default, etag);
        try
        {
            return await WithContentAsync(table, entity, row, overflow, selection, cancellationToken) is { } whole
                ? await WithPartsAsync(table, entity, whole, overflow, selection.Parts, cancellationToken)
                : null;
        }
        catch (InvalidDataException exception)
        {
            throw Corrupt(table.Name, partitionKey, rowKey, exception.Message, exception);
        }
    }

    private static async Task<TableRow?> WithContentAsync(
        TableClient table,
        TableEntity entity,
        TableRow row,
        OverflowReference? overflow,
        RowSelection selection,
        CancellationToken cancellationToken
    )
    {
        if (overflow is not { } reference)
        {
            return selection.WithBody ? row with { Body = RowEntity.BodyOf(entity) } : row;
        }

        if (selection.WithBody)
        {
            return await RowOverflow.ReadAsync(table, row.PartitionKey, row.RowKey, reference, cancellationToken) is { } content
                ? row with
                {
                    Head = reference.HeadLength == 0 ? row.Head : content.AsMemory(0, reference.HeadLength),
                    Body = content.AsMemory(reference.HeadLength),
                }
                : null;
        }

        if (reference.HeadLength == 0)
        {
            return row;
        }

        return await RowOverflow.ReadHeadAsync(table, row.PartitionKey, row.RowKey, reference, cancellationToken) is { } head
            ? row with
            {
                Head = head,
            }
            : null;
    }

    private static async Task<TableRow?> WithPartsAsync(
        TableClient table,
        TableEntity entity,
        TableRow row,
        OverflowReference? overflow,
        IReadOnlyCollection<string>? names,
        CancellationToken cancellationToken
    )
    {
        if (names is { Count: 0 } || RowEntity.IndexOf(entity) is not { } index)
        {
            return row;
        }

        string[] found = [.. (names ?? index.Names).Where(index.Contains).Distinct(StringComparer.Ordinal)];
        Func<int, TableEntity> entityOf = _ => entity;
        if (overflow is { } reference)
        {
            var entities = await RowOverflow.ReadPartsAsync(
                table,
                row.PartitionKey,
                row.RowKey,
                reference,
                found.SelectMany(index.PiecesOf),
                cancellationToken
            );
            if (entities is null)
            {
                return null;
            }

            entityOf = number => entities[number];
        }

        return row with
        {
            Parts = found.ToDictionary(
                static name => name,
                name => (ReadOnlyMemory<byte>)index.Join(name, entityOf),
                StringComparer.Ordinal
            ),
        };
    }
}
