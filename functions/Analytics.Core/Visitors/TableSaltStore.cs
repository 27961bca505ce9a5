using System.Globalization;
using Analytics.Core.Hashing;
using Analytics.Core.Tables;

namespace Analytics.Core.Visitors;

/// <summary>
/// Salts as rows of the table <c>control</c>, partition <c>salts</c>: one per day (<c>yyyy-MM-dd</c>) and <c>import</c>.
/// </summary>
/// <param name="tables">The tables.</param>
/// <param name="random">The source of new salts.</param>
public sealed class TableSaltStore(ITableStore tables, RandomFill random) : ISaltStore
{
    /// <summary>The partition of the table <c>control</c> with the salts.</summary>
    public const string Partition = "salts";

    /// <summary>The row key of the permanent key for ids of imported visitors; all other rows are salts of days.</summary>
    public const string ImportRow = "import";

    private const string DayFormat = "yyyy-MM-dd";

    /// <inheritdoc/>
    public ValueTask<byte[]> GetOrCreateAsync(DateOnly day, CancellationToken cancellationToken) =>
        GetOrCreateAsync(RowOf(day), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<byte[]> GetOrCreateImportKeyAsync(CancellationToken cancellationToken) =>
        GetOrCreateAsync(ImportRow, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DeleteBeforeAsync(DateOnly day, CancellationToken cancellationToken)
    {
        // Days sort before "import", and a range up to the day's row name never reaches it.
        var rows = tables.ReadRangeAsync(TableNames.Control, Partition, "", RowOf(day), headsOnly: true, cancellationToken);
        await foreach (var row in rows)
        {
            // The commit fails if another instance has deleted the row, which needs no handling.
            _ = await tables.CommitAsync(TableNames.Control, Partition, [TableOperation.Delete(row.RowKey, row.ETag)], cancellationToken);
        }
    }

    private async ValueTask<byte[]> GetOrCreateAsync(string row, CancellationToken cancellationToken)
    {
        // Each round reads a salt, or creates one, or finds that another instance just created one, which the next round reads.
        // A third round is needed only after a deletion in between.
        for (var round = 0; round < 4; round++)
        {
            if (await tables.ReadAsync(TableNames.Control, Partition, row, cancellationToken) is { } found)
            {
                return found.Body.Length == SipHash.KeyBytes
                    ? found.Body.ToArray()
                    : throw new TableCorruptException(
                        $"Salt '{row}' (table {TableNames.Control}, partition {Partition}) has "
                            + $"{found.Body.Length} bytes instead of {SipHash.KeyBytes}. "
                            + (
                                row == ImportRow
                                    ? TableRemedies.Of(TableNames.Control)
                                    : "Delete the row: another salt is made, and visitors of that day count once more."
                            )
                    );
            }

            var salt = new byte[SipHash.KeyBytes];
            random(salt);
            var commit = await tables.CommitAsync(TableNames.Control, Partition, [TableOperation.Insert(row, salt)], cancellationToken);
            if (commit.Committed)
            {
                return salt;
            }
        }

        throw new InvalidOperationException($"Salt '{row}' could neither be read nor made; something keeps deleting it.");
    }

    private static string RowOf(DateOnly day) => day.ToString(DayFormat, CultureInfo.InvariantCulture);
}
