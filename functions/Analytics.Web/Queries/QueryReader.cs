using System.Text.Json;
using Analytics.Core.Queries;
using Analytics.Core.Queries.Syntax;
using Analytics.Core.Sites;
using Analytics.Web.Access;
using Analytics.Web.Errors;

namespace Analytics.Web.Queries;

/// <summary>
/// Reads a question, finds its site, and puts in what the question names of the site's definitions and what its sender is limited to.
/// Thread-safe.
/// </summary>
internal sealed class QueryReader(SegmentExpander segments)
{
    /// <summary>Reads a query.</summary>
    /// <param name="json">The query in UTF-8.</param>
    /// <param name="caller">The sender; null for a reader of a public site.</param>
    /// <param name="findSite">Finds the site that the caller asks for, or refuses.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="QueryException">It is no query; the message names the member.</exception>
    /// <exception cref="ApiException">
    /// What <paramref name="findSite"/> throws, 400 for a segment that the site has not, 403 for what a shared link does not show.
    /// </exception>
    public async ValueTask<(Site Site, Query Query)> ReadAsync(
        ReadOnlyMemory<byte> json, Caller? caller, Func<string, ValueTask<Site>> findSite, CancellationToken cancellationToken)
    {
        var (site, query) = await ReadAsync(json, caller, QueryParser.Parse, static query => query.SiteId, findSite, cancellationToken);
        await segments.RequireShownAsync(site, query, caller, cancellationToken);
        return (site, query);
    }

    /// <summary>Reads a question of any kind that has members <c>site_id</c> and <c>filters</c>.</summary>
    /// <param name="json">The question in UTF-8.</param>
    /// <param name="caller">The sender; null for a reader of a public site.</param>
    /// <param name="parse">Reads it.</param>
    /// <param name="siteOf">The site that it names.</param>
    /// <param name="findSite">Finds the site that the caller asks for, or refuses.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="QueryException">It is no such question; the message names the member.</exception>
    /// <exception cref="ApiException">What <paramref name="findSite"/> throws, and 400 for a segment that the site has not.</exception>
    public async ValueTask<(Site Site, T Question)> ReadAsync<T>(
        ReadOnlyMemory<byte> json,
        Caller? caller,
        Func<ReadOnlyMemory<byte>, T> parse,
        Func<T, string> siteOf,
        Func<string, ValueTask<Site>> findSite,
        CancellationToken cancellationToken)
    {
        var limit = caller?.Link?.Segment;
        if (limit is not null || SegmentExpander.MayName(json.Span))
        {
            var (name, members) = QuestionBody.Read(json);
            var site = await findSite(name);
            members["site_id"] = site.Name;
            await segments.ExpandAsync(site, members, limit, cancellationToken);
            return (site, parse(JsonSerializer.SerializeToUtf8Bytes(members, ApiJson.Default.JsonObject)));
        }

        var question = parse(json);
        var asked = await findSite(siteOf(question));
        if (siteOf(question) == asked.Name)
        {
            return (asked, question);
        }

        // The answer shows the question, which is to be asked again when the name in it has ended.
        var named = QuestionBody.Read(json).Members;
        named["site_id"] = asked.Name;
        return (asked, parse(JsonSerializer.SerializeToUtf8Bytes(named, ApiJson.Default.JsonObject)));
    }
}
