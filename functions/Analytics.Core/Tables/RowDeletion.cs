namespace Analytics.Core.Tables;

/// <summary>Deletes many rows of one partition, a hundred per transaction. Thread-safe.</summary>
/// <param name="tables">The tables.</param>
/// <param name="table">The table.</param>
/// <param name="partitionKey">The partition key of the rows.</param>
/// <param name="changed">Handling of a row that is changed meanwhile.</param>
internal sealed class RowDeletion(ITableStore tables, string table, string partitionKey, ChangedRow changed)
{
    private const int Attempts = 20;

    /// <summary>Deletes the rows with <paramref name="fromInclusive"/> ≤ row key &lt; <paramref name="toExclusive"/>.</summary>
    /// <param name="fromInclusive">The first key.</param>
    /// <param name="toExclusive">The end; null for the end of the partition.</param>
    /// <param name="selects">Selects rows by key and head; null selects all.</param>
    /// <param name="cancellationToken">Cancels between transactions.</param>
    /// <returns>The number of deleted rows, and false if selected rows are left because they changed.</returns>
    /// <exception cref="IOException">The storage does not answer now, or a row changes again and again.</exception>
    public async Task<(int Deleted, bool All)> DeleteRangeAsync(
        string fromInclusive,
        string? toExclusive,
        Func<TableRow, bool>? selects,
        CancellationToken cancellationToken
    )
    {
        var (deleted, all) = (0, true);
        var next = new List<TableRow>(TableLimits.MaxOperations);
        await foreach (
            var row in tables.ReadRangeAsync(table, partitionKey, fromInclusive, toExclusive, headsOnly: true, cancellationToken)
        )
        {
            if (selects?.Invoke(row) == false)
            {
                continue;
            }

            next.Add(row);
            if (next.Count == TableLimits.MaxOperations)
            {
                await DeleteNextAsync();
                if (!all && changed == ChangedRow.Stops)
                {
                    return (deleted, false);
                }
            }
        }

        await DeleteNextAsync();
        return (deleted, all);

        async Task DeleteNextAsync()
        {
            var done = await DeleteAsync(next.ConvertAll(row => (row.RowKey, row.ETag)), cancellationToken);
            deleted += done.Deleted;
            all &= done.All;
            next.Clear();
        }
    }

    /// <summary>Deletes rows.</summary>
    /// <param name="rows">Their keys and ETags, in the order of deletion.</param>
    /// <param name="cancellationToken">Cancels between transactions.</param>
    /// <returns>The number of deleted rows, and false if rows are left because they changed.</returns>
    /// <exception cref="IOException">The storage does not answer now, or a row changes again and again.</exception>
    public async Task<(int Deleted, bool All)> DeleteAsync(
        IReadOnlyList<(string RowKey, string ETag)> rows,
        CancellationToken cancellationToken
    )
    {
        var (deleted, all) = (0, true);
        foreach (var chunk in rows.Chunk(TableLimits.MaxOperations))
        {
            var remaining = chunk.Select(row => TableOperation.Delete(row.RowKey, row.ETag)).ToList();
            for (var attempt = 1; remaining.Count > 0; attempt++)
            {
                var commit = await tables.CommitAsync(table, partitionKey, remaining, cancellationToken);
                if (commit.Committed)
                {
                    deleted += remaining.Count;
                    break;
                }

                if (changed == ChangedRow.Stops)
                {
                    return (deleted, false);
                }

                var index = remaining.FindIndex(delete => delete.RowKey == commit.ConflictingRowKey);
                var now = changed == ChangedRow.Goes ? await ETagAsync(remaining[index].RowKey, cancellationToken) : null;
                if (now is null)
                {
                    all &= changed == ChangedRow.Goes;
                    remaining.RemoveAt(index);
                }
                else if (attempt < Attempts)
                {
                    remaining[index] = TableOperation.Delete(remaining[index].RowKey, now);
                }
                else
                {
                    throw new IOException(
                        $"Row '{remaining[index].RowKey}' of '{partitionKey}' (table {table}) was changed by others {Attempts} times "
                            + "while it was being deleted; try again."
                    );
                }
            }
        }

        return (deleted, all);
    }

    private async Task<string?> ETagAsync(string rowKey, CancellationToken cancellationToken)
    {
        await foreach (var row in tables.ReadRangeAsync(table, partitionKey, rowKey, rowKey + " ", headsOnly: true, cancellationToken))
        {
            return row.ETag;
        }

        return null;
    }
}
