using Analytics.Core.Text;

namespace Analytics.Local.Importing.Histories;

/// <summary>The columns that the header line of a CSV file names. Immutable.</summary>
internal sealed class CsvColumns
{
    private readonly Dictionary<string, int> _positions = new(StringComparer.OrdinalIgnoreCase);

    private CsvColumns(IReadOnlyList<string> names)
    {
        Count = names.Count;
        for (var i = 0; i < names.Count; i++)
        {
            if (!_positions.TryAdd(names[i], i))
            {
                Doubled ??= names[i];
            }
        }
    }

    /// <summary>Number of columns.</summary>
    public int Count { get; }

    /// <summary>A name that two columns have, so that nobody can tell which of them is meant; null without one.</summary>
    public string? Doubled { get; }

    /// <summary>Reads a header line; one with an open quote has no columns.</summary>
    public static CsvColumns Parse(string line) => new(CsvRecords.Split(line.TrimStart('\uFEFF').TrimEnd('\r')) ?? []);

    /// <summary>Returns true if there is a column of the name.</summary>
    public bool Has(string name) => _positions.ContainsKey(name);

    /// <summary>Returns a field of a record; empty without the column and for NULL.</summary>
    /// <param name="fields">The record's fields, as many as columns.</param>
    /// <param name="name">The column.</param>
    public string Field(IReadOnlyList<string> fields, string name) =>
        _positions.TryGetValue(name, out var position) && fields[position] is not ("NULL" or "\\N") ? fields[position] : "";
}
