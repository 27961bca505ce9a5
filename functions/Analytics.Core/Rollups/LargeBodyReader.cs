using Analytics.Core.Bytes;
using Analytics.Core.Periods;
using Analytics.Core.Tables;

namespace Analytics.Core.Rollups;

/// <summary>Reads bodies of rollups that stand in parts; see <see cref="LargeBodies"/>. Thread-safe.</summary>
/// <param name="tables">The tables.</param>
internal sealed class LargeBodyReader(ITableStore tables)
{
    private const int Attempts = 3;

    /// <summary>The rollup's row with its whole body.</summary>
    /// <returns>Null if it was removed meanwhile.</returns>
    /// <exception cref="IOException">It was replaced again and again while it was read; try again.</exception>
    public async ValueTask<TableRow?> CompleteAsync(TableRow row, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            if (!LargeBody.IsInParts(row.Body.Span))
            {
                return row;
            }

            if (await ReadPartsAsync(row, cancellationToken).ConfigureAwait(false) is { } body)
            {
                return row with { Body = body };
            }

            // Parts go only after the row names others.
            var again = await tables.ReadAsync(TableNames.Rollups, row.PartitionKey, row.RowKey, cancellationToken).ConfigureAwait(false);
            if (again is null)
            {
                return null;
            }

            if (again.ETag == row.ETag)
            {
                throw new TableCorruptException(
                    $"The rollup '{row.RowKey}' of site '{row.PartitionKey}' lacks parts of its body. Reprocess its period or restore the table from a backup.");
            }

            row = again;
        }

        throw new IOException($"The rollup '{row.RowKey}' of site '{row.PartitionKey}' changed {Attempts} times while it was read; ask again.");
    }

    private async ValueTask<ReadOnlyMemory<byte>?> ReadPartsAsync(TableRow row, CancellationToken cancellationToken)
    {
        var period = RollupPeriod.Parse(row.RowKey);
        var (hash, count) = LargeBody.Parts(row.Body.Span);
        var body = new ByteSink();
        for (var part = 0; part < count; part++)
        {
            var read = await tables.ReadAsync(TableNames.Rollups, row.PartitionKey, LargeBody.PartKey(period, hash, part), cancellationToken).ConfigureAwait(false);
            if (read is null)
            {
                return null;
            }

            body.Bytes(read.Body.Span);
        }

        return body.ToArray();
    }
}
