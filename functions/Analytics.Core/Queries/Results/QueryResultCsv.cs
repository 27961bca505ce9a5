using System.Buffers;
using System.Globalization;
using Analytics.Core.Queries.Metrics;
using Analytics.Core.Queries.Syntax;

namespace Analytics.Core.Queries.Results;

/// <summary>
/// Writes answers as CSV by RFC 4180 with a header line. A text that a spreadsheet would evaluate as a formula is prefixed with an
/// apostrophe, because anybody can send a page or a referrer. Thread-safe.
/// </summary>
public static class QueryResultCsv
{
    private const string LineEnd = "\r\n";

    private static readonly SearchValues<char> NeedQuotes = SearchValues.Create(",\"\r\n");

    // In East Asian versions the wide forms are taken for the signs.
    private static readonly SearchValues<char> StartFormulas = SearchValues.Create("=+-@\uFF1D\uFF0B\uFF0D\uFF20");
    private static readonly SearchValues<char> StartCells = SearchValues.Create("\t\r\n");

    /// <summary>Writes the rows; a metric without a value is an empty field.</summary>
    /// <param name="result">The answer.</param>
    /// <param name="output">Receives the text.</param>
    public static void Write(QueryResult result, TextWriter output)
    {
        foreach (var line in Lines(result))
        {
            output.Write(line);
        }
    }

    /// <summary>
    /// Returns the header and the rows one by one, each with its line end, so that they can be sent without holding the whole text. The
    /// currency of revenue is the last column.
    /// </summary>
    /// <param name="result">The answer.</param>
    public static IEnumerable<string> Lines(QueryResult result)
    {
        var hasMoney = result.Executed.Query.Metrics.Any(metric => metric.Metric.Is(MetricTraits.Money));
        return result
            .Rows.Select(row => Line(Fields(row).Concat(Currency(row.Currency))))
            .Prepend(Line(Header(result).Concat(Currency("currency"))));

        string[] Currency(string? text) => hasMoney ? [text ?? string.Empty] : [];
    }

    /// <summary>Returns a text as a field of a CSV line.</summary>
    public static string Field(string text) => Quote(Text(text));

    private static IEnumerable<string> Header(QueryResult result)
    {
        var query = result.Executed.Query;
        var dimensions = query.Dimensions.Select(dimension => dimension.Name).ToArray();
        var metrics = query.Metrics.Select(Column).ToArray();
        var header = dimensions.Concat(metrics);
        return query.Include.Comparison is null
            ? header
            : header
                .Concat(dimensions.Select(name => $"comparison_{name}"))
                .Concat(metrics.Select(name => $"comparison_{name}"))
                .Concat(metrics.Select(name => $"change_{name}"));
    }

    private static string Column(QueryMetric metric) => Average(metric) + (metric.Rolling is { Pooled: true } ? "_pooled" : string.Empty);

    private static string Average(QueryMetric metric) =>
        metric.Rolling switch
        {
            null => metric.Name,
            RollingAverage.Simple simple => FormattableString.Invariant($"{metric.Name}_rolling_{simple.Window}"),
            RollingAverage.Exponential exponential => FormattableString.Invariant($"{metric.Name}_half_life_{exponential.HalfLife}"),
            var other => throw new ArgumentOutOfRangeException(nameof(metric), other, "Unknown kind of rolling average."),
        };

    private static IEnumerable<string> Fields(QueryRow row)
    {
        var fields = row.Dimensions.Select(Text).Concat(row.Metrics.Select(Number));
        return row.Comparison is not { } comparison
            ? fields
            : fields
                .Concat(comparison.Dimensions.Select(Text))
                .Concat(comparison.Metrics.Select(Number))
                .Concat(comparison.Change.Select(Number));
    }

    private static string Text(string? text) => text is { Length: > 0 } && IsFormula(text) ? $"'{text}" : text ?? string.Empty;

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

    private static string Number(double? number) => number?.ToString(CultureInfo.InvariantCulture) ?? string.Empty;

    private static string Line(IEnumerable<string> fields) => string.Join(',', fields.Select(Quote)) + LineEnd;

    private static string Quote(string field) =>
        field.AsSpan().ContainsAny(NeedQuotes) ? $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : field;
}
