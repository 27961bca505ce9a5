using System.Text.Json;
using Analytics.Core.Queries.Parsing;
using Analytics.Core.Queries.Syntax;

namespace Analytics.Core.Queries.Paths;

/// <summary>Parses the body of <c>POST /api/v2/retention</c>. Thread-safe.</summary>
public static class RetentionParser
{
    private static readonly string[] Keys = ["site_id", "date_range", "date", "filters", "cohort_by", "first", "returning", "include"];

    /// <summary>Parses and checks a question.</summary>
    /// <param name="utf8Json">The whole body.</param>
    /// <exception cref="QueryException">
    /// The body is not a valid question; the message names the key, the value and the accepted values.
    /// </exception>
    public static RetentionQuery Parse(ReadOnlyMemory<byte> utf8Json) => QueryBody.Parse(utf8Json, Read);

    private static RetentionQuery Read(JsonElement root)
    {
        Expect.OnlyKeys(root, "The body", Keys);
        var (range, date) = PathJson.RangeOf(root);
        return new(
            QueryBody.SiteOf(root),
            range,
            date,
            QueryBody.FiltersOf(root),
            PathJson.WordOf(
                root,
                "cohort_by",
                ("week", TimeGranularity.Week),
                ("day", TimeGranularity.Day),
                ("month", TimeGranularity.Month)
            ),
            Step(root, "first"),
            Step(root, "returning")
        )
        {
            Sample = PathJson.SampleOf(root),
        };
    }

    private static PathStep? Step(JsonElement root, string key) =>
        root.TryGetProperty(key, out var given) && given.ValueKind != JsonValueKind.Null ? PathStepParser.Parse(given, key) : null;
}
