using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Analytics.Core.Definitions;
using Analytics.Core.Queries;
using Analytics.Web.Bodies;
using Analytics.Web.Errors;

namespace Analytics.Web.Definitions;

/// <summary>What the content of each kind of definitions must be.</summary>
internal static class DefinitionContents
{
    private const int MinSteps = 2;
    private const int MaxSteps = 8;

    private static readonly string[] Moments = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm"];

    private static readonly Dictionary<string, Action<JsonElement>> Checks = new(StringComparer.Ordinal)
    {
        [DefinitionRegistry.Annotations] = CheckAnnotation,
        [DefinitionRegistry.Segments] = CheckSegment,
        [DefinitionRegistry.Funnels] = CheckFunnel,
        [DefinitionRegistry.Views] = static _ => { },
    };

    /// <summary>Checks the content of a definition.</summary>
    /// <exception cref="ApiException">400 naming the member.</exception>
    public static void Check(string kind, JsonElement content)
    {
        if (content.ValueKind != JsonValueKind.Object)
        {
            throw JsonBody.Bad("content: is missing or no object; send the JSON object that says what it is");
        }

        Checks[kind](content);
    }

    private static void CheckAnnotation(JsonElement content)
    {
        RequireOnly(content, "at");
        var at = content.TryGetProperty("at", out var member) && member.ValueKind == JsonValueKind.String ? member.GetString()! : string.Empty;
        if (!DateTime.TryParseExact(at, Moments, CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
        {
            throw JsonBody.Bad($"content.at: '{Excerpt.Of(at)}' is neither a date nor a minute of the site's time zone; send 2026-03-10 or 2026-03-10T14:02");
        }
    }

    private static void CheckSegment(JsonElement content)
    {
        RequireOnly(content, "filters");
        if (!content.TryGetProperty("filters", out var filters) || filters.ValueKind != JsonValueKind.Array || filters.GetArrayLength() == 0)
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
        if (!content.TryGetProperty("steps", out var steps) || steps.ValueKind != JsonValueKind.Array || steps.GetArrayLength() is < MinSteps or > MaxSteps)
        {
            throw JsonBody.Bad($"content.steps: must be an array of {MinSteps} to {MaxSteps} steps");
        }
    }

    private static void RequireOnly(JsonElement content, string known)
    {
        foreach (var member in content.EnumerateObject())
        {
            if (member.Name != known)
            {
                throw JsonBody.Bad($"content: '{Excerpt.Of(member.Name)}' is unknown; only {known} is known");
            }
        }
    }
}
