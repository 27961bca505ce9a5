using System.Globalization;
using Analytics.Core.Acquisition;
using Analytics.Core.Text;

namespace Analytics.Core.Imports;

/// <summary>
/// Reads the records of one CSV file of daily aggregates, from its header on. Columns may be in any order; unknown ones are ignored. Not
/// thread-safe.
/// </summary>
/// <param name="file">The file's name, for messages.</param>
/// <param name="table">The table of the file's rows.</param>
public sealed class ImportedCsv(string file, ImportedTable table)
{
    private const int MaxText = 2_000;
    private const int MaxTexts = 100_000;

    // A million of the largest numbers still add up.
    private const long MaxNumber = long.MaxValue / 1_000_000;

    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _sources = new(StringComparer.Ordinal);
    private int[]? _keys;
    private int[] _numbers = [];
    private int _date;
    private int _columns;
    private int _line;

    /// <summary>The table.</summary>
    public ImportedTable Table => table;

    /// <summary>The value columns of the file, by position in <see cref="ImportedTable.Keys"/>.</summary>
    public IReadOnlyList<int> KeyColumns { get; private set; } = [];

    /// <summary>The measures of the file.</summary>
    public IReadOnlyList<ImportedMeasure> Measures { get; private set; } = [];

    /// <summary>Reads a record.</summary>
    /// <returns>The row; null for the header and an empty line.</returns>
    /// <exception cref="DailyImportException">The record is damaged.</exception>
    public ImportedRow? Read(string record)
    {
        _line++;
        record = record.TrimEnd('\r');
        if (record.Length == 0)
        {
            return null;
        }

        var fields = CsvRecords.Split(record) ?? throw Damaged("has a quote that is not closed");
        if (_keys is null)
        {
            ReadHeader(fields);
            return null;
        }

        if (fields.Count != _columns)
        {
            throw Damaged($"has {fields.Count} fields where the header has {_columns}");
        }

        if (
            !DateOnly.TryParseExact(fields[_date], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            || day.Year is < 1970 or > 2098
        )
        {
            throw Damaged($"has the date '{Cut(fields[_date])}'; write a day between 1970 and 2098 such as 2026-01-31");
        }

        return new(
            day,
            Keys(fields),
            [.. _numbers.Select((column, i) => column < 0 ? 0 : Number(table.Measures[i].Column, fields[column]))]
        );
    }

    /// <summary>Returns true if rows are read by the column of this name.</summary>
    private bool IsRead(string name) =>
        name == "date" || table.Keys.Any(key => key.Column == name) || table.Measures.Any(measure => measure.Column == name);

    private void ReadHeader(List<string> fields)
    {
        var named = fields
            .Select((name, index) => (Name: name.Trim().TrimStart('\uFEFF'), index))
            .ToLookup(column => column.Name, column => column.index, StringComparer.Ordinal);
        if (named.FirstOrDefault(same => same.Count() > 1 && IsRead(same.Key)) is { Key: var doubled })
        {
            throw Damaged($"has two columns '{doubled}', so that nobody can tell which one is meant; export the file again");
        }

        var columns = named.ToDictionary(same => same.Key, same => same.First(), StringComparer.Ordinal);
        _columns = fields.Count;
        _date = columns.TryGetValue("date", out var date) ? date : throw Damaged("has no column 'date'; the first line names the columns");
        _keys = [.. table.Keys.Select(key => columns.GetValueOrDefault(key.Column, -1))];
        _numbers = [.. table.Measures.Select(measure => columns.GetValueOrDefault(measure.Column, -1))];
        KeyColumns =
        [
            .. Enumerable
                .Range(0, _keys.Length)
                .Where(i => _keys[i] >= 0 || (table.Keys[i].Dimension == ImportedTable.Channel && _keys[0] >= 0)),
        ];
        Measures = [.. table.Measures.Where((_, i) => _numbers[i] >= 0).Select(measure => measure.Measure)];
        if (Measures.Count == 0)
        {
            throw Damaged($"has none of the columns {string.Join(", ", table.Measures.Select(measure => measure.Column))}");
        }
    }

    private string[] Keys(List<string> fields)
    {
        var keys = new string[_keys!.Length];
        for (var i = 0; i < keys.Length; i++)
        {
            keys[i] = _keys[i] < 0 ? string.Empty : Text(table.Keys[i].Dimension, fields[_keys[i]]);
        }

        for (var i = 0; i < keys.Length; i++)
        {
            if (table.Keys[i].Dimension == ImportedTable.Channel && keys[i].Length == 0)
            {
                keys[i] = Shared(AcquisitionParser.ChannelOf(keys[0], keys[2], keys[3], keys[4]));
            }
        }

        return keys;
    }

    // The exporting tool writes these texts for an absent value.
    private string Text(string dimension, string text) =>
        Shared(
            (dimension, text) switch
            {
                ("visit:source" or "visit:referrer", "Direct / None") => string.Empty,
                ("visit:country", "ZZ" or "\0\0") => string.Empty,
                ("visit:city", "0") => string.Empty,
                (_, "(not set)" or "(none)") => string.Empty,
                ("visit:source", { Length: <= MaxText }) => SourceOf(text),
                _ => text.Length > MaxText ? text[..MaxText] : text,
            }
        );

    private string SourceOf(string text)
    {
        if (!_sources.TryGetValue(text, out var source))
        {
            if (_sources.Count >= MaxTexts)
            {
                _sources.Clear();
            }

            source = _sources[text] = AcquisitionParser.SourceOf(text);
        }

        return source;
    }

    private string Shared(string text)
    {
        if (_texts.TryGetValue(text, out var same))
        {
            return same;
        }

        if (_texts.Count >= MaxTexts)
        {
            _texts.Clear();
        }

        return _texts[text] = text;
    }

    private long Number(string column, string text) =>
        text.Length == 0 ? 0
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= MaxNumber ? number
        : throw Damaged(
            string.Create(CultureInfo.InvariantCulture, $"has {column} '{Cut(text)}'; write a whole number from 0 to {MaxNumber}")
        );

    private DailyImportException Damaged(string what) => new($"{file}: record {_line} {what}.");

    private static string Cut(string text) => text.Length > 40 ? $"{text[..40]}…" : text;
}
