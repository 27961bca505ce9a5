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
using Analytics.Web.Goals;
using Analytics.Web.Queries;

namespace Analytics.Web.Definitions;

/// <summary>Rules for the content of each kind of definition.</summary>
internal static class DefinitionContents
{
    private static readonly string[] Moments = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm"];

    private static readonly Dictionary<string, Func<JsonElement, Site, IReadOnlyList<NamedGoal>>> Checks = new(StringComparer.Ordinal)
    {
        [DefinitionRegistry.Annotations] = CheckAnnotation,
        [DefinitionRegistry.Segments] = static (content, _) => CheckSegment(content),
        [DefinitionRegistry.Funnels] = static (content, _) => CheckFunnel(content),
        [DefinitionRegistry.Views] = static (_, _) => [],
    };

    /// <summary>Checks the content of a definition.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="content">The content.</param>
    /// <param name="site">The site of the definition.</param>
    /// <returns>The goals that it names, which are not checked.</returns>
    /// <exception cref="ApiException">400 naming the member.</exception>
    public static IReadOnlyList<NamedGoal> Check(string kind, JsonElement content, Site site)
    {
        if (content.ValueKind != JsonValueKind.Object)
        {
            throw JsonBody.Bad("content: is missing or no object; send the JSON object that says what it is");
        }

        return Checks[kind](content, site);
    }

    /// <summary>
    /// Rejects a content that names a goal which the site has not. What replaces a content may keep the names that are in it: its goal may
    /// be gone, and the rest can still be changed.
    /// </summary>
    /// <param name="named">The goals that the content names.</param>
    /// <param name="goals">The site's goals.</param>
    /// <param name="replaced">The definition whose content is replaced; null for a new one.</param>
    /// <param name="kind">The kind.</param>
    /// <param name="site">The site of the definition.</param>
    /// <exception cref="ApiException">400 naming the member and the goal.</exception>
    public static void RequireGoals(
        IReadOnlyList<NamedGoal> named,
        IReadOnlyList<Goal> goals,
        StoredDefinition? replaced,
        string kind,
        Site site
    )
    {
        var unknown = named.Where(goal => !goals.Any(known => goal.IsNameOf(known.DisplayName))).ToList();
        if (unknown.Count == 0)
        {
            return;
        }

        var kept = replaced is null ? [] : NamedBy(replaced, kind, site);
        if (unknown.Find(goal => !kept.Any(old => goal.IsNameOf(old.Name))) is { } refused)
        {
            throw UnknownGoal.In($"content.{refused.Where}", refused.Name);
        }
    }

    private static IReadOnlyList<NamedGoal> NamedBy(StoredDefinition definition, string kind, Site site)
    {
        try
        {
            return Check(kind, definition.Content, site);
        }
        catch (ApiException)
        {
            // It was stored by other rules.
            return [];
        }
    }

    private static IReadOnlyList<NamedGoal> CheckAnnotation(JsonElement content, Site site)
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

        return [];
    }

    private static IReadOnlyList<NamedGoal> CheckSegment(JsonElement content)
    {
        RequireOnly(content, "filters");
        RequireNoSegment(content);
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
            return [.. NamedGoal.In(QueryParser.Parse(JsonSerializer.SerializeToUtf8Bytes(query, ApiJson.Default.JsonObject)).Filters)];
        }
        catch (QueryException e)
        {
            throw JsonBody.Bad($"content.{e.Message}");
        }
    }

    private static IReadOnlyList<NamedGoal> CheckFunnel(JsonElement content)
    {
        RequireNoSegment(content);

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
            var funnel = FunnelParser.Parse(
                Encoding.UTF8.GetBytes(
                    $$$"""{"site_id":"example.com","date_range":"day"{{{(members.Length > 0 ? "," : string.Empty)}}}{{{members}}}}"""
                )
            );
            return [.. NamedGoal.In(funnel)];
        }
        catch (QueryException e)
        {
            throw JsonBody.Bad($"content.{e.Message}");
        }
    }

    private static void RequireNoSegment(JsonElement content)
    {
        if (NamesSegment(content))
        {
            throw JsonBody.Bad(
                $"content: '{SegmentExpander.Dimension}' is a filter of questions, and stored definitions can't refer to segments; "
                    + "write the segment's filters out"
            );
        }
    }

    private static bool NamesSegment(JsonElement element) =>
        element.ValueKind switch
        {
            JsonValueKind.Object => element.EnumerateObject().Any(static member => NamesSegment(member.Value)),
            JsonValueKind.Array => (
                element.GetArrayLength() > 1
                && element[0].ValueKind == JsonValueKind.String
                && element[1].ValueKind == JsonValueKind.String
                && element[1].ValueEquals(SegmentExpander.Dimension)
            ) || element.EnumerateArray().Any(NamesSegment),
            _ => false,
        };

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
