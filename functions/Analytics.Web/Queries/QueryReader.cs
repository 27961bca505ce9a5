using System.Text.Json;
using Analytics.Core.Queries;
using Analytics.Core.Queries.Syntax;
using Analytics.Core.Sites;
using Analytics.Web.Errors;

namespace Analytics.Web.Queries;

/// <summary>Reads a query, finds its site and puts in what the query names of the site's definitions. Thread-safe.</summary>
internal sealed class QueryReader(SegmentExpander segments)
{
    /// <summary>Reads a query.</summary>
    /// <param name="json">The query in UTF-8.</param>
    /// <param name="findSite">Finds the site that the caller asks for, or refuses.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="QueryException">It is no query; the message names the member.</exception>
    /// <exception cref="ApiException">What <paramref name="findSite"/> throws, and 400 for a segment that the site has not.</exception>
    public async ValueTask<(Site Site, Query Query)> ReadAsync(
        ReadOnlyMemory<byte> json, Func<string, ValueTask<Site>> findSite, CancellationToken cancellationToken)
    {
        if (SegmentExpander.MayName(json.Span) && SiteOf(json) is { } name)
        {
            var site = await findSite(name);
            return (site, QueryParser.Parse(await segments.ExpandAsync(site, json, cancellationToken)));
        }

        var query = QueryParser.Parse(json);
        return (await findSite(query.SiteId), query);
    }

    private static string? SiteOf(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("site_id", out var site) && site.ValueKind == JsonValueKind.String
                ? site.GetString()
                : null;
        }
        catch (JsonException)
        {
            // The parser of queries says what is wrong.
            return null;
        }
    }
}
