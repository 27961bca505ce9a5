using System.Text.Json.Nodes;
using Analytics.Core.Definitions;
using Analytics.Core.Queries.Syntax;
using Analytics.Core.Sites;
using Analytics.Web.Access;
using Analytics.Web.Bodies;
using Analytics.Web.Errors;
using Microsoft.AspNetCore.Http;

namespace Analytics.Web.Queries;

/// <summary>
/// Replaces filters such as <c>["is", "segment", ["1"]]</c> by the filters of the saved segments, so that the answer repeats the question
/// as executed, and adds the segment to which a shared link is limited. Thread-safe.
/// </summary>
internal sealed class SegmentExpander(DefinitionRegistry definitions)
{
    /// <summary>The name by which filters of a question refer to segments.</summary>
    public const string Dimension = "segment";

    private const int MaxDepth = 32;

    // Conversion rates divide by visitors regardless of filters on goals and properties, so they would count visitors outside of such a
    // segment.
    private static readonly string[] Unfiltered = ["conversion_rate", "group_conversion_rate"];
    private static readonly string[] NotDivided = ["\"event:goal", "\"event:props:"];

    /// <summary>Returns false if the question certainly names no segment.</summary>
    public static bool MayName(ReadOnlySpan<byte> json) => json.IndexOf("segment"u8) >= 0 || json.Contains((byte)'\\');

    /// <summary>Replaces named segments by their filters.</summary>
    /// <param name="sites">The sites of the question. A segment belongs to one site, so a question about several can't name one.</param>
    /// <param name="question">The question's members, which are changed.</param>
    /// <param name="caller">The sender, whose key sees its own personal segments; null for a reader of a public site.</param>
    /// <param name="cancellationToken">Cancels the reading of segments.</param>
    /// <exception cref="ApiException">
    /// 400 for a segment that is unknown or personal to another key, 403 if the segment of the caller's limit no longer exists, or if it
    /// can't limit what visits have done.
    /// </exception>
    public async ValueTask ExpandAsync(IReadOnlyList<Site> sites, JsonObject question, Caller? caller, CancellationToken cancellationToken)
    {
        var site = sites[0];
        if (question["filters"] is not (null or JsonArray))
        {
            // The parser of the question reports the problem.
            return;
        }

        if (sites.Count > 1 && question["filters"] is JsonArray asked && NamesSegment(asked, 0))
        {
            throw JsonBody.Bad("filters: 'segment' is one site's, and site_id names several; write the segment's filters out");
        }

        var segments = await definitions.Of(DefinitionRegistry.Segments).ListAsync(site.Id, cancellationToken);
        var limit = caller?.Link?.Segment is { } id ? Limit(segments, id) : null;
        IReadOnlyList<StoredDefinition> seen = limit is null ? [.. segments.Where(segment => segment.IsSeenBy(caller?.Key.Id))] : [limit];
        var filters = question["filters"] is JsonArray sent ? Expand(sent, site, seen, 0) : [];
        if (limit is not null)
        {
            var limiting = FiltersOf(limit);
            BehaviourLimit.Add(filters, limiting, limit.Name);
            foreach (var filter in limiting.Concat(HostLimit.Of(limiting, question)))
            {
                filters.Add(filter?.DeepClone());
            }
        }

        if (filters.Count > 0)
        {
            question["filters"] = filters;
        }
    }

    /// <summary>Rejects metrics that would count visitors outside of the segment to which a shared link is limited.</summary>
    /// <param name="site">The site of the query.</param>
    /// <param name="query">The query.</param>
    /// <param name="caller">The sender; null for a reader of a public site.</param>
    /// <param name="cancellationToken">Cancels the reading of segments.</param>
    /// <exception cref="ApiException">403 naming the metric.</exception>
    public async ValueTask RequireShownAsync(Site site, Query query, Caller? caller, CancellationToken cancellationToken)
    {
        if (
            caller?.Link is not { Segment: { } id } link
            || query.Metrics.FirstOrDefault(metric => Unfiltered.Contains(metric.Name)) is not { } metric
        )
        {
            return;
        }

        var segment = Limit(await definitions.Of(DefinitionRegistry.Segments).ListAsync(site.Id, cancellationToken), id);
        var filters = FiltersOf(segment).ToJsonString();
        if (NotDivided.Any(name => filters.Contains(name, StringComparison.Ordinal)))
        {
            throw new ApiException(
                StatusCodes.Status403Forbidden,
                $"metrics: '{metric.Name}' divides by visitors outside of segment '{segment.Name}', "
                    + $"to which the shared link '{link.Name}' is limited; leave it out."
            );
        }
    }

    private static StoredDefinition Limit(IReadOnlyList<StoredDefinition> segments, string id) =>
        segments.FirstOrDefault(segment => segment.Id == id && segment.Owner is null)
        ?? throw new ApiException(
            StatusCodes.Status403Forbidden,
            "The shared link is limited to a segment that was deleted or made personal; ask who sent it for another link."
        );

    private static JsonArray FiltersOf(StoredDefinition segment) =>
        (JsonArray)JsonNode.Parse(segment.Content.GetProperty("filters").GetRawText())!;

    private static bool NamesSegment(JsonArray filter, int depth) =>
        depth <= MaxDepth
        && (
            filter is [JsonValue, JsonValue dimension, JsonArray] && dimension.TryGetValue<string>(out var name) && name == Dimension
            || filter.OfType<JsonArray>().Any(inner => NamesSegment(inner, depth + 1))
        );

    private static JsonArray Expand(JsonArray filter, Site site, IReadOnlyList<StoredDefinition> segments, int depth)
    {
        if (depth > MaxDepth)
        {
            throw JsonBody.Bad($"filters: are nested deeper than {MaxDepth}; write them flatter");
        }

        if (
            filter is [JsonValue operation, JsonValue dimension, JsonArray ids]
            && dimension.TryGetValue<string>(out var name)
            && name == Dimension
            && operation.TryGetValue<string>(out var how)
        )
        {
            if (how is not ("is" or "is_not"))
            {
                throw JsonBody.Bad($"filters: 'segment' can't be asked with '{Excerpt.Of(how)}'; use is or is_not");
            }

            if (ids.Count == 0)
            {
                throw JsonBody.Bad("filters: 'segment' needs the id of a segment");
            }

            JsonArray any = new JsonArray("or", new JsonArray([.. ids.Select(id => Filters(id, site, segments))]));
            return how == "is" ? any : new JsonArray("not", any);
        }

        return new JsonArray([
            .. filter.Select(part => part is JsonArray inner ? Expand(inner, site, segments, depth + 1) : part?.DeepClone()),
        ]);
    }

    private static JsonArray Filters(JsonNode? id, Site site, IReadOnlyList<StoredDefinition> segments)
    {
        var text = id is JsonValue value ? value.ToString() : string.Empty;
        return segments.FirstOrDefault(segment => segment.Id == text) is { } found
            ? new JsonArray("and", FiltersOf(found))
            : throw JsonBody.Bad(
                $"filters: site '{site.Domain}' has no segment '{Excerpt.Of(text, 20)}'; list them at /api/v1/sites/{site.Domain}/segments"
            );
    }
}
