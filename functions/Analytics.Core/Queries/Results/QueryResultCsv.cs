using System.Buffers;
using System.Globalization;
using Analytics.Core.Queries.Syntax;

namespace Analytics.Core.Queries.Results;

/// <summary>
/// Writes answers as CSV after RFC 4180 with a header line. A text that a spreadsheet would run as a formula is preceded by an
/// apostrophe, because anybody can send a page or a referrer. Thread-safe.
/// </summary>
public static class QueryResultCsv
{
    private const string LineEnd = "\r\n";

    private static readonly SearchValues<char> NeedQuotes = SearchValues.Create(",\"\r\n");
    private static readonly SearchValues<char> StartFormulas = SearchValues.Create("=+-@\t\r");

    /// <summary>Writes the rows; a metric without a value is an empty field.</summary>
    /// <param name="result">The answer.</param>
    /// <param name="output">Gets the text.</param>
    public static void Write(QueryResult result, TextWriter output)
    {
        Line(output, Header(result));
        foreach (var row in result.Rows)
        {
            Line(output, Fields(row));
        }
    }

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

    private static string Average(QueryMetric metric) => metric.Rolling switch
    {
        null => metric.Name,
        { Window: { } window } => FormattableString.Invariant($"{metric.Name}_rolling_{window}"),
        { HalfLife: var halfLife } => FormattableString.Invariant($"{metric.Name}_half_life_{halfLife}"),
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

    private static string Text(string? text) =>
        text is { Length: > 0 } && StartFormulas.Contains(text[0]) ? $"'{text}" : text ?? string.Empty;

    private static string Number(double? number) => number?.ToString(CultureInfo.InvariantCulture) ?? string.Empty;

    private static void Line(TextWriter output, IEnumerable<string> fields)
    {
        var first = true;
        foreach (var field in fields)
        {
            if (!first)
            {
                output.Write(',');
            }

            first = false;
            output.Write(field.AsSpan().ContainsAny(NeedQuotes)
                ? $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
                : field);
        }

        output.Write(LineEnd);
    }
}
