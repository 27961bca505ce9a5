using System.Text.Json;
using System.Text.Json.Nodes;
using Analytics.Core.Definitions;
using Analytics.Core.Sites;
using Analytics.Web.Bodies;
using Analytics.Web.Errors;

namespace Analytics.Web.Queries;

/// <summary>
/// Puts the filters of saved segments in the place of <c>["is", "segment", ["1"]]</c>, so that the answer shows the query as it was executed. Thread-safe.
/// </summary>
internal sealed class SegmentExpander(DefinitionRegistry definitions)
{
    private const string Dimension = "segment";
    private const int MaxDepth = 32;

    /// <summary>False if the query surely names no segment.</summary>
    public static bool MayName(ReadOnlySpan<byte> json) => json.IndexOf("\"segment\""u8) >= 0;

    /// <summary>The query with the segments' filters.</summary>
    /// <param name="site">The site asked about.</param>
    /// <param name="json">The query in UTF-8, which is well-formed.</param>
    /// <param name="cancellationToken">Cancels the reading of segments.</param>
    /// <exception cref="ApiException">400 for a segment that the site has not.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> ExpandAsync(Site site, ReadOnlyMemory<byte> json, CancellationToken cancellationToken)
    {
        if (JsonNode.Parse(json.Span) is not JsonObject query || query["filters"] is not JsonArray filters)
        {
            return json;
        }

        var segments = await definitions.Of(DefinitionRegistry.Segments).ListAsync(site.Domain, cancellationToken);
        query["filters"] = Expand(filters, site, segments, 0);
        return JsonSerializer.SerializeToUtf8Bytes(query, ApiJson.Default.JsonObject);
    }

    private static JsonNode Expand(JsonArray filter, Site site, IReadOnlyList<StoredDefinition> segments, int depth)
    {
        if (depth > MaxDepth)
        {
            throw JsonBody.Bad($"filters: are nested deeper than {MaxDepth}; write them flatter");
        }

        if (filter is [JsonValue operation, JsonValue dimension, JsonArray ids]
            && dimension.TryGetValue<string>(out var name) && name == Dimension && operation.TryGetValue<string>(out var how))
        {
            if (how is not ("is" or "is_not"))
            {
                throw JsonBody.Bad($"filters: 'segment' can't be asked with '{Excerpt.Of(how)}'; use is or is_not");
            }

            if (ids.Count == 0)
            {
                throw JsonBody.Bad("filters: 'segment' needs the id of a segment");
            }

            JsonNode any = new JsonArray("or", new JsonArray([.. ids.Select(id => Filters(id, site, segments))]));
            return how == "is" ? any : new JsonArray("not", any);
        }

        return new JsonArray([.. filter.Select(part => part is JsonArray inner ? Expand(inner, site, segments, depth + 1) : part?.DeepClone())]);
    }

    private static JsonArray Filters(JsonNode? id, Site site, IReadOnlyList<StoredDefinition> segments)
    {
        var text = id is JsonValue value ? value.ToString() : string.Empty;
        return segments.FirstOrDefault(segment => segment.Id == text) is { } found
            ? new JsonArray("and", JsonNode.Parse(found.Content.GetProperty("filters").GetRawText()))
            : throw JsonBody.Bad($"filters: site '{site.Domain}' has no segment '{Excerpt.Of(text, 20)}'; list them at /api/v1/sites/{site.Domain}/segments");
    }
}
