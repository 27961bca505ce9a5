namespace Analytics.Core.Imports;

/// <summary>A summary of the files of an import, made by a first pass over all of them. Not thread-safe.</summary>
/// <param name="contentHash">A hash of the files.</param>
public sealed class ImportedDraft(string contentHash)
{
    private readonly Dictionary<string, (long Rows, IReadOnlyList<int> Keys, IReadOnlyList<ImportedMeasure> Measures)> _tables = new(
        StringComparer.Ordinal
    );

    private readonly HashSet<DateOnly> _days = [];

    /// <summary>A hash of the files.</summary>
    public string ContentHash => contentHash;

    /// <summary>The first day; null without rows.</summary>
    public DateOnly? First { get; private set; }

    /// <summary>The last day; null without rows.</summary>
    public DateOnly? Last { get; private set; }

    /// <summary>The days of which the files have rows, as ascending ranges.</summary>
    public IReadOnlyList<ImportedDays> Days => ImportedDays.Of(_days);

    /// <summary>The tables.</summary>
    public IReadOnlyList<ImportedContent> Tables =>
        [
            .. _tables
                .OrderBy(table => table.Key, StringComparer.Ordinal)
                .Select(table => new ImportedContent(table.Key, table.Value.Rows, table.Value.Keys, table.Value.Measures)),
        ];

    /// <summary>Returns the days of some ranges of which the files have rows, as ascending ranges.</summary>
    /// <param name="ranges">The ranges.</param>
    public IReadOnlyList<ImportedDays> Within(IEnumerable<ImportedDays> ranges)
    {
        ImportedDays[] all = [.. ranges];
        return ImportedDays.Of(_days.Where(day => all.Any(range => range.Contains(day))));
    }

    /// <summary>Adds a row.</summary>
    public void Add(ImportedRow row)
    {
        _days.Add(row.Day);
        First = First is { } first && first < row.Day ? first : row.Day;
        Last = Last is { } last && last > row.Day ? last : row.Day;
    }

    /// <summary>Adds a file that was read to its end.</summary>
    /// <param name="file">The file.</param>
    /// <param name="rows">The number of its rows.</param>
    public void Add(ImportedCsv file, long rows)
    {
        var soFar = _tables.GetValueOrDefault(file.Table.Name, (0, file.KeyColumns, file.Measures));
        _tables[file.Table.Name] = (
            soFar.Rows + rows,
            [.. soFar.Keys.Intersect(file.KeyColumns)],
            [.. soFar.Measures.Intersect(file.Measures)]
        );
    }
}
