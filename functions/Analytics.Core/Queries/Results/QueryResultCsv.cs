using Analytics.Core.Queries.Metrics;
using Analytics.Core.Queries.Syntax;

namespace Analytics.Core.Queries.Results;

/// <summary>Writes answers as CSV, with a header line. Thread-safe.</summary>
public static class QueryResultCsv
{
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
            .Rows.Select(row => CsvLine.Of(Fields(row).Concat(Currency(row.Currency))))
            .Prepend(CsvLine.Of(Header(result).Concat(Currency("currency"))));

        string[] Currency(string? text) => hasMoney ? [text ?? string.Empty] : [];
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
        var fields = row.Dimensions.Select(CsvLine.Text).Concat(row.Metrics.Select(CsvLine.Number));
        return row.Comparison is not { } comparison
            ? fields
            : fields
                .Concat(comparison.Dimensions.Select(CsvLine.Text))
                .Concat(comparison.Metrics.Select(CsvLine.Number))
                .Concat(comparison.Change.Select(CsvLine.Number));
    }
}
