using System.Text.Json.Nodes;
using Analytics.Core.Queries.Labels;

namespace Analytics.Web.Queries;

/// <summary>
/// Limits what visits did on other hosts to those of a shared link's segment: beside a visit dimension, a filter on hosts selects the
/// visits that entered there, with all that they did elsewhere. Thread-safe.
/// </summary>
/// <remarks>
/// <code>
/// segment    is event:hostname shop.example
/// asked      events by event:page and visit:source
/// executed   … is event:hostname shop.example, is event:page_hostname shop.example
/// asked      visits by visit:exit_page
/// executed   … and is visit:exit_page_hostname shop.example, too
/// </code>
/// </remarks>
internal static class HostLimit
{
    private const string OfVisits = "visit:";

    /// <summary>Returns the filters that a question needs beside those of the segment.</summary>
    /// <param name="limiting">The segment's filters.</param>
    /// <param name="question">The question's members.</param>
    public static IEnumerable<JsonNode> Of(JsonArray limiting, JsonObject question)
    {
        var (asked, dimensions) = (question.ToJsonString(), question["dimensions"]?.ToJsonString() ?? string.Empty);
        var hosts = new List<string>();
        if (dimensions.Contains(OfVisits, StringComparison.Ordinal))
        {
            hosts.Add(DimensionTable.PageHostname);
        }

        if (asked.Contains(DimensionTable.EntryPage, StringComparison.Ordinal))
        {
            hosts.Add(DimensionTable.EntryPageHostname);
        }

        if (asked.Contains(DimensionTable.ExitPage, StringComparison.Ordinal))
        {
            hosts.Add(DimensionTable.ExitPageHostname);
        }

        return limiting.OfType<JsonArray>().SelectMany(filter => hosts.Select(host => About(filter, host)).OfType<JsonNode>());
    }

    /// <summary>Returns a copy of a filter on hosts that is about other hosts; null if the filter is not about hosts.</summary>
    private static JsonArray? About(JsonArray filter, string host)
    {
        var copy = (JsonArray)filter.DeepClone();
        return Rename(copy, host) ? copy : null;
    }

    // What visits have done is about events in any case.
    private static bool Rename(JsonArray filter, string host)
    {
        if (
            filter is [JsonValue, JsonValue dimension, ..]
            && dimension.TryGetValue<string>(out var name)
            && name == DimensionTable.Hostname
        )
        {
            filter[1] = host;
            return true;
        }

        return !BehaviourLimit.IsBehaviour(filter)
            && filter.OfType<JsonArray>().Aggregate(false, (isRenamed, inner) => Rename(inner, host) || isRenamed);
    }
}
