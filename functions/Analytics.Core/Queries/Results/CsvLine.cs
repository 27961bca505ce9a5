using System.Buffers;
using System.Globalization;

namespace Analytics.Core.Queries.Results;

/// <summary>
/// Writes lines of CSV by RFC 4180. A text that a spreadsheet would evaluate as a formula is prefixed with an apostrophe, because anybody
/// can send a page or a referrer. Thread-safe.
/// </summary>
public static class CsvLine
{
    private const string End = "\r\n";

    private static readonly SearchValues<char> NeedQuotes = SearchValues.Create(",\"\r\n");

    // In East Asian versions the wide forms are taken for the signs.
    private static readonly SearchValues<char> StartFormulas = SearchValues.Create("=+-@\uFF1D\uFF0B\uFF0D\uFF20");
    private static readonly SearchValues<char> StartCells = SearchValues.Create("\t\r\n");

    /// <summary>Returns a line of fields, with its end. The fields are quoted where they need it.</summary>
    public static string Of(IEnumerable<string> fields) => string.Join(',', fields.Select(Quote)) + End;

    /// <summary>Returns a text as a quoted field of a line that is put together elsewhere.</summary>
    public static string Field(string text) => Quote(Text(text));

    /// <summary>Returns a text that no spreadsheet evaluates; empty for null.</summary>
    public static string Text(string? text) => text is { Length: > 0 } && IsFormula(text) ? $"'{text}" : text ?? string.Empty;

    /// <summary>Returns a number; empty for null.</summary>
    public static string Number(double? number) => AnswerNumber.Text(number);

    // Spreadsheets differ in what they pass over in front of a formula, so everything is that shows nothing.
    private static bool IsFormula(string text)
    {
        var first = 0;
        while (first < text.Length && IsBlank(text[first]))
        {
            first++;
        }

        return StartCells.Contains(text[0]) || (first < text.Length && StartFormulas.Contains(text[first]));
    }

    private static bool IsBlank(char c) =>
        char.IsWhiteSpace(c) || char.IsControl(c) || char.GetUnicodeCategory(c) == UnicodeCategory.Format;

    private static string Quote(string field) =>
        field.AsSpan().ContainsAny(NeedQuotes) ? $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : field;
}
