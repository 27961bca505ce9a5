using System.Text.Json;
using Analytics.Core.Queries.Parsing;

namespace Analytics.Core.Queries.Paths;

/// <summary>Parses the body of <c>POST /api/v2/journeys</c>. Thread-safe.</summary>
public static class JourneyParser
{
    private const int MaxLimit = 100;
    private const int MaxSearch = 200;

    private static readonly string[] Keys =
    [
        "site_id",
        "date_range",
        "date",
        "filters",
        "direction",
        "path",
        "group",
        "search",
        "limit",
        "include",
    ];

    /// <summary>Parses and checks a question.</summary>
    /// <param name="utf8Json">The whole body.</param>
    /// <exception cref="QueryException">
    /// The body is not a valid question; the message names the key, the value and the accepted values.
    /// </exception>
    public static JourneyQuery Parse(ReadOnlyMemory<byte> utf8Json) => QueryBody.Parse(utf8Json, Read);

    private static JourneyQuery Read(JsonElement root)
    {
        Expect.OnlyKeys(root, "The body", Keys);
        var (range, date) = PathJson.RangeOf(root);
        return new(
            QueryBody.SiteOf(root),
            range,
            date,
            QueryBody.FiltersOf(root),
            PathJson.WordOf(root, "direction", ("forward", false), ("backward", true)),
            root.TryGetProperty("path", out var path) ? PathJson.StepsOf(path, "path", 0, JourneyQuery.MaxDepth) : [],
            PathJson.WordOf(root, "group", ("page", false), ("directory", true)),
            root.TryGetProperty("search", out var search) ? Search(search) : null,
            root.TryGetProperty("limit", out var limit) ? Expect.Integer(limit, "limit", 1, MaxLimit) : 10
        )
        {
            Sample = PathJson.SampleOf(root),
        };
    }

    private static string Search(JsonElement element)
    {
        var text = Expect.Text(element, "search");
        return text.Length <= MaxSearch
            ? text
            : throw new QueryException($"search has {text.Length} characters; at most {MaxSearch} are accepted.");
    }
}
