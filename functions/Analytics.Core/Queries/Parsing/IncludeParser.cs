using System.Text.Json;
using Analytics.Core.Queries.Syntax;

namespace Analytics.Core.Queries.Parsing;

/// <summary>Parses <c>include</c> with its comparison.</summary>
internal static class IncludeParser
{
    private const string Modes = "previous_period, year_over_year or custom";

    /// <summary>Returns the name of a mode in the API.</summary>
    public static string NameOf(ComparisonMode mode) =>
        mode switch
        {
            ComparisonMode.PreviousPeriod => "previous_period",
            ComparisonMode.YearOverYear => "year_over_year",
            _ => "custom",
        };

    public static QueryInclude Parse(JsonElement element)
    {
        Expect.OnlyKeys(
            element,
            "include",
            "time_labels",
            "total_rows",
            "imports",
            "sampling",
            "sample",
            "trim_relative_date_range",
            "present_index",
            "partial_time_labels",
            "comparisons"
        );
        return new QueryInclude(
            Flag(element, "time_labels"),
            Flag(element, "total_rows"),
            Flag(element, "imports"),
            Flag(element, "sampling"),
            Flag(element, "trim_relative_date_range"),
            Flag(element, "present_index"),
            Flag(element, "partial_time_labels"),
            SampleOf(element),
            element.TryGetProperty("comparisons", out var comparison) ? Comparison(comparison, "include.comparisons") : null
        );
    }

    /// <summary>Reads <c>sample</c> of an <c>include</c>.</summary>
    public static double? SampleOf(JsonElement element) =>
        element.TryGetProperty("sample", out var value) ? Expect.Fraction(value, "include.sample") : null;

    private static bool Flag(JsonElement element, string key) =>
        element.TryGetProperty(key, out var value) && Expect.Boolean(value, $"include.{key}");

    private static QueryComparison? Comparison(JsonElement element, string path)
    {
        if (element.ValueKind is JsonValueKind.Null or JsonValueKind.False)
        {
            return null;
        }

        if (element.ValueKind == JsonValueKind.String)
        {
            return new QueryComparison(Mode(element, path));
        }

        Expect.OnlyKeys(element, path, "mode", "date_range", "match_day_of_week");
        if (!element.TryGetProperty("mode", out var given))
        {
            throw new QueryException($"{path}.mode is missing; use {Modes}.");
        }

        var mode = Mode(given, $"{path}.mode");
        QueryDateRange? range = null;
        if (element.TryGetProperty("date_range", out var dates))
        {
            range = DateRangeParser.Parse(dates, $"{path}.date_range");
        }

        if (mode == ComparisonMode.Custom != range is QueryDateRange.Days or QueryDateRange.Moments)
        {
            throw new QueryException(
                $"{path}.date_range must be two days or two date-times for the mode custom, and be left out for the others."
            );
        }

        var matchDay = element.TryGetProperty("match_day_of_week", out var match) && Expect.Boolean(match, $"{path}.match_day_of_week");
        return matchDay && mode == ComparisonMode.Custom
            ? throw new QueryException($"{path}.match_day_of_week is true, but a custom range is taken as it is; leave it out.")
            : new QueryComparison(mode, range, matchDay);
    }

    private static ComparisonMode Mode(JsonElement element, string path) =>
        Expect.Text(element, path) switch
        {
            "previous_period" => ComparisonMode.PreviousPeriod,
            "year_over_year" => ComparisonMode.YearOverYear,
            "custom" => ComparisonMode.Custom,
            var other => throw new QueryException($"{path} is '{Expect.Cut(other)}'; use {Modes}."),
        };
}
