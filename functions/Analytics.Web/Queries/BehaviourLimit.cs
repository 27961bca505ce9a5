using System.Text.Json.Nodes;
using Analytics.Web.Errors;
using Microsoft.AspNetCore.Http;

namespace Analytics.Web.Queries;

/// <summary>Limits what <c>has_done</c> and <c>has_not_done</c> look for to the segment of a shared link. Thread-safe.</summary>
/// <remarks>
/// Conditions on visits need no repetition there, because the segment is a filter of the whole question, too, and the visit is the same.
/// <code>
/// segment    is event:page /a, is visit:country EE
/// asked      has_done (is event:name Signup)
/// executed   has_done (is event:name Signup and is event:page /a), is event:page /a, is visit:country EE
/// </code>
/// </remarks>
internal static class BehaviourLimit
{
    private static readonly string[] Behaviours = ["has_done", "has_not_done"];

    /// <summary>Adds the conditions of a segment on events to those of each <c>has_done</c> and <c>has_not_done</c>.</summary>
    /// <param name="filter">The filters of a question, which are changed.</param>
    /// <param name="limiting">The segment's filters.</param>
    /// <param name="segment">The segment's name.</param>
    /// <exception cref="ApiException">403 if a filter of the segment joins conditions on events and on visits.</exception>
    public static void Add(JsonArray filter, JsonArray limiting, string segment)
    {
        if (IsBehaviour(filter))
        {
            var events = OfEvents(limiting, segment);
            if (events.Count > 0)
            {
                filter[1] = new JsonArray("and", new JsonArray([filter[1]!.DeepClone(), .. events.Select(one => one.DeepClone())]));
            }

            return;
        }

        foreach (var inner in filter.OfType<JsonArray>())
        {
            Add(inner, limiting, segment);
        }
    }

    /// <summary>Returns true for <c>has_done</c> and <c>has_not_done</c>.</summary>
    public static bool IsBehaviour(JsonArray filter) =>
        filter is [JsonValue operation, JsonArray] && operation.TryGetValue<string>(out var name) && Behaviours.Contains(name);

    /// <summary>Returns those of the filters that are conditions on events.</summary>
    private static List<JsonArray> OfEvents(JsonArray filters, string segment)
    {
        var found = new List<JsonArray>();
        foreach (var filter in filters.OfType<JsonArray>())
        {
            var (onEvents, onVisits) = ConditionsOf(filter);
            if (filter is [JsonValue operation, JsonArray parts] && operation.TryGetValue<string>(out var name) && name == "and")
            {
                found.AddRange(OfEvents(parts, segment));
            }
            else if (onEvents && onVisits)
            {
                throw new ApiException(
                    StatusCodes.Status403Forbidden,
                    $"filters: has_done and has_not_done can't be limited to segment '{segment}', which joins conditions on events and "
                        + "on visits in one filter; leave them out, or ask the link's owner to write these conditions side by side."
                );
            }
            else if (onEvents)
            {
                found.Add(filter);
            }
        }

        return found;
    }

    private static (bool OnEvents, bool OnVisits) ConditionsOf(JsonArray filter)
    {
        if (IsBehaviour(filter))
        {
            return (false, true);
        }

        if (filter is [JsonValue, JsonValue dimension, JsonArray, ..] && dimension.TryGetValue<string>(out var tested))
        {
            var onEvents = tested.StartsWith("event:", StringComparison.Ordinal);
            return (onEvents, !onEvents);
        }

        return filter
            .OfType<JsonArray>()
            .Select(ConditionsOf)
            .Aggregate((OnEvents: false, OnVisits: false), (all, one) => (all.OnEvents | one.OnEvents, all.OnVisits | one.OnVisits));
    }
}
