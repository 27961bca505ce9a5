using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Analytics.Core.Definitions;
using Analytics.Core.Queries;
using Analytics.Core.Queries.Paths;
using Analytics.Core.Queries.Times;
using Analytics.Core.Sites;
using Analytics.Web.Bodies;
using Analytics.Web.Errors;

namespace Analytics.Web.Definitions;

/// <summary>Rules for the content of each kind of definition.</summary>
internal static class DefinitionContents
{
    private static readonly string[] Moments = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm"];

    private static readonly Dictionary<string, Action<JsonElement, Site>> Checks = new(StringComparer.Ordinal)
    {
        [DefinitionRegistry.Annotations] = CheckAnnotation,
        [DefinitionRegistry.Segments] = static (content, _) => CheckSegment(content),
        [DefinitionRegistry.Funnels] = static (content, _) => CheckFunnel(content),
        [DefinitionRegistry.Views] = static (_, _) => { },
    };

    /// <summary>Checks the content of a definition.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="content">The content.</param>
    /// <param name="site">The site of the definition.</param>
    /// <exception cref="ApiException">400 naming the member.</exception>
    public static void Check(string kind, JsonElement content, Site site)
    {
        if (content.ValueKind != JsonValueKind.Object)
        {
            throw JsonBody.Bad("content: is missing or no object; send the JSON object that says what it is");
        }

        Checks[kind](content, site);
    }

    private static void CheckAnnotation(JsonElement content, Site site)
    {
        RequireOnly(content, "at");
        var at =
            content.TryGetProperty("at", out var member) && member.ValueKind == JsonValueKind.String ? member.GetString()! : string.Empty;
        if (!DateTime.TryParseExact(at, Moments, CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment))
        {
            throw JsonBody.Bad(
                $"content.at: '{Excerpt.Of(at)}' is neither a date nor a minute of the site's time zone; "
                    + "send 2026-03-10 or 2026-03-10T14:02"
            );
        }

        // As in the range of a question, a date stands for the whole day, and a time has to be one that clocks show.
        if (at.Contains('T') && ZoneTimeline.Of(site) is var zone && zone.SkipEndOf(moment) is { } end)
        {
            throw JsonBody.Bad(
                $"content.at: '{at}' is a time that clocks in {zone.Id} skip; use another, such as {end:yyyy-MM-dd'T'HH:mm}"
            );
        }
    }

    private static void CheckSegment(JsonElement content)
    {
        RequireOnly(content, "filters");
        if (
            !content.TryGetProperty("filters", out var filters)
            || filters.ValueKind != JsonValueKind.Array
            || filters.GetArrayLength() == 0
        )
        {
            throw JsonBody.Bad("content.filters: is missing, empty or no array; send filters as in a query");
        }

        var query = new JsonObject
        {
            ["site_id"] = "example.com",
            ["metrics"] = new JsonArray("visitors"),
            ["date_range"] = "day",
            ["filters"] = JsonNode.Parse(filters.GetRawText()),
        };
        try
        {
            QueryParser.Parse(JsonSerializer.SerializeToUtf8Bytes(query, ApiJson.Default.JsonObject));
        }
        catch (QueryException e)
        {
            throw JsonBody.Bad($"content.{e.Message}");
        }
    }

    private static void CheckFunnel(JsonElement content)
    {
        // A saved funnel has the members of a funnel's question, except for the site and the range.
        foreach (var asked in (string[])["site_id", "date_range", "date"])
        {
            if (content.TryGetProperty(asked, out _))
            {
                throw JsonBody.Bad($"content: '{asked}' belongs to the question, not to the funnel; leave it out");
            }
        }

        var members = content.GetRawText().Trim()[1..^1].Trim();
        try
        {
            FunnelParser.Parse(
                Encoding.UTF8.GetBytes(
                    $$$"""{"site_id":"example.com","date_range":"day"{{{(members.Length > 0 ? "," : string.Empty)}}}{{{members}}}}"""
                )
            );
        }
        catch (QueryException e)
        {
            throw JsonBody.Bad($"content.{e.Message}");
        }
    }

    private static void RequireOnly(JsonElement content, string allowed)
    {
        foreach (var member in content.EnumerateObject())
        {
            if (member.Name != allowed)
            {
                throw JsonBody.Bad($"content: '{Excerpt.Of(member.Name)}' is unknown; only {allowed} is known");
            }
        }
    }
}
