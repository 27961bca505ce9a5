using System.Text.Json;
using Analytics.Core.Queries.Syntax;
using Analytics.Core.Text;

namespace Analytics.Core.Queries.Parsing;

/// <summary>Parses the members that all questions share. Thread-safe.</summary>
internal static class QueryBody
{
    private static readonly JsonDocumentOptions Json = new() { MaxDepth = 32, AllowDuplicateProperties = false };

    /// <summary>Parses a body, with or without a byte order mark.</summary>
    /// <param name="utf8Json">The whole body.</param>
    /// <param name="read">Reads the root element, which is valid until it returns.</param>
    /// <exception cref="QueryException">
    /// The body is no JSON, is nested too deeply, or is rejected by <paramref name="read"/>.
    /// </exception>
    public static T Parse<T>(ReadOnlyMemory<byte> utf8Json, Func<JsonElement, T> read)
    {
        try
        {
            utf8Json = utf8Json.Span.StartsWith("\uFEFF"u8) ? utf8Json[3..] : utf8Json;
            QueryTexts.Check(utf8Json.Span, Json.MaxDepth);
            using var document = JsonDocument.Parse(utf8Json, Json);
            return read(document.RootElement);
        }
        catch (JsonException exception) when (JsonDepth.IsBeyond(utf8Json.Span, Json.MaxDepth))
        {
            throw new QueryException(JsonDepth.Refusal(Json.MaxDepth), exception);
        }
        catch (JsonException exception)
        {
            throw new QueryException($"The body is not valid JSON: {exception.Message} Send one JSON object in UTF-8.", exception);
        }
    }

    /// <summary>Reads the site.</summary>
    public static string SiteOf(JsonElement root) =>
        Expect.Text(Expect.Key(root, "site_id", "the domain of a registered site"), "site_id");

    /// <summary>Reads the sites: one, or an array of different ones.</summary>
    public static IReadOnlyList<string> SitesOf(JsonElement root)
    {
        if (!root.TryGetProperty("site_id", out var named) || named.ValueKind != JsonValueKind.Array)
        {
            return [SiteOf(root)];
        }

        var sites = new List<string>();
        foreach (
            var site in Expect
                .Array(named, "site_id", "the domain of a registered site, or an array of domains", QueryParser.MaxSites)
                .EnumerateArray()
        )
        {
            var name = Expect.Text(site, $"site_id[{sites.Count}]");
            sites.Add(
                sites.Contains(name)
                    ? throw new QueryException(
                        $"site_id[{sites.Count}] is '{Expect.Cut(name)}', which is there already; name each site once."
                    )
                    : name
            );
        }

        return sites.Count > 0 ? sites : throw new QueryException("site_id is an empty array; name at least one site.");
    }

    /// <summary>Reads the range.</summary>
    public static QueryDateRange RangeOf(JsonElement root) =>
        DateRangeParser.Parse(Expect.Key(root, "date_range", DateRangeParser.Accepted), "date_range");

    /// <summary>Reads the day that replaces today; null without one.</summary>
    public static DateOnly? DateOf(JsonElement root) =>
        root.TryGetProperty("date", out var date) ? DateRangeParser.ParseDay(date, "date") : null;

    /// <summary>Reads the filters; an empty list without any.</summary>
    public static IReadOnlyList<QueryFilter> FiltersOf(JsonElement root) =>
        root.TryGetProperty("filters", out var filters) ? FilterParser.Parse(filters) : [];
}
