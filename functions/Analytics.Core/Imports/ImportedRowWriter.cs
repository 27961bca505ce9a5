using System.Globalization;
using Analytics.Core.Definitions;
using Analytics.Core.Tables;

namespace Analytics.Core.Imports;

/// <summary>
/// Writes the rows of one import in chunks, each of one table and month. The same rows in the same order give the same chunks. Not
/// thread-safe.
/// </summary>
/// <param name="tables">The tables.</param>
/// <param name="site">The site.</param>
/// <param name="import">The import.</param>
public sealed class ImportedRowWriter(ITableStore tables, string site, DailyImport import)
{
    /// <summary>The start of the keys of all rows.</summary>
    internal const string Prefix = "aggregate";

    private readonly Dictionary<(string Table, int Month), (List<ImportedRow> Rows, int Weight, int Chunk)> _open = [];
    private readonly Dictionary<(string Table, int Month), int> _chunks = [];

    /// <summary>Adds a row. Rows of days outside of the import are ignored.</summary>
    /// <param name="table">The row's table.</param>
    /// <param name="row">The row.</param>
    /// <param name="cancellationToken">Cancels the writing.</param>
    /// <exception cref="IOException">The storage does not answer now.</exception>
    public async ValueTask AddAsync(ImportedTable table, ImportedRow row, CancellationToken cancellationToken)
    {
        if (!import.Days.Any(days => days.Contains(row.Day)))
        {
            return;
        }

        var key = (table.Name, MonthOf(row.Day));
        if (!_open.TryGetValue(key, out var open))
        {
            open = ([], 0, _chunks.GetValueOrDefault(key));
        }

        open.Rows.Add(row);
        open.Weight += ImportedChunk.WeightOf(row);
        _open[key] = open;
        if (open.Weight >= ImportedChunk.FullBytes)
        {
            await WriteAsync(key, cancellationToken);
        }
    }

    /// <summary>Writes the rows that are still in memory.</summary>
    /// <exception cref="IOException">The storage does not answer now.</exception>
    public async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        foreach (var key in _open.Keys.ToList())
        {
            await WriteAsync(key, cancellationToken);
        }
    }

    /// <summary>Returns the start of the keys of an import's rows.</summary>
    internal static string PrefixOf(string id) => $"{DefinitionKey.Of(Prefix, id)}|";

    /// <summary>Returns the start of the keys of a table's rows of a month.</summary>
    internal static string PrefixOf(string id, string table, int month) =>
        $"{PrefixOf(id)}{table}|{month.ToString("D6", CultureInfo.InvariantCulture)}";

    /// <summary>Returns a month as a number, such as 202601.</summary>
    internal static int MonthOf(DateOnly day) => (day.Year * 100) + day.Month;

    private async ValueTask WriteAsync((string Table, int Month) key, CancellationToken cancellationToken)
    {
        _open.Remove(key, out var open);
        _chunks[key] = open.Chunk + 1;
        var rowKey = $"{PrefixOf(import.Id, key.Table, key.Month)}|{open.Chunk.ToString("D6", CultureInfo.InvariantCulture)}";
        await tables.CommitAsync(
            TableNames.Sites,
            site,
            [TableOperation.Upsert(rowKey, ImportedChunk.Encode(open.Rows))],
            cancellationToken
        );
    }
}
