using System.Text.Json;
using System.Text.Json.Nodes;
using Analytics.Core.Queries;
using Analytics.Core.Queries.Syntax;
using Analytics.Core.Sites;
using Analytics.Web.Access;
using Analytics.Web.Bodies;
using Analytics.Web.Errors;

namespace Analytics.Web.Queries;

/// <summary>
/// Reads a question, finds its site, and inserts the segments that the question names and the segment to which its caller is limited.
/// Thread-safe.
/// </summary>
internal sealed class QueryReader(SegmentExpander segments)
{
    /// <summary>Reads a query.</summary>
    /// <param name="json">The query in UTF-8.</param>
    /// <param name="caller">The sender; null for a reader of a public site.</param>
    /// <param name="findSite">Returns the site of a domain, or throws a refusal.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="QueryException">The query is invalid; the message names the member.</exception>
    /// <exception cref="ApiException">
    /// The refusals of <paramref name="findSite"/>, 400 for an unknown segment, 403 for metrics or sites that a shared link does not show.
    /// </exception>
    public async ValueTask<(IReadOnlyList<Site> Sites, Query Query)> ReadAsync(
        ReadOnlyMemory<byte> json,
        Caller? caller,
        Func<string, ValueTask<Site>> findSite,
        CancellationToken cancellationToken
    )
    {
        var (sites, query) = await ReadAsync(json, caller, QueryParser.Parse, static query => query.SiteIds, findSite, cancellationToken);
        await segments.RequireShownAsync(sites[0], query, caller, cancellationToken);
        return (sites, query);
    }

    /// <summary>Reads a question of any kind that has members <c>site_id</c> and <c>filters</c>.</summary>
    /// <param name="json">The question in UTF-8.</param>
    /// <param name="caller">The sender; null for a reader of a public site.</param>
    /// <param name="parse">Reads it.</param>
    /// <param name="sitesOf">The sites that it names.</param>
    /// <param name="findSite">Returns the site of a domain, or throws a refusal.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="QueryException">The question is invalid; the message names the member.</exception>
    /// <exception cref="ApiException">The refusals of <paramref name="findSite"/>, and 400 for an unknown segment.</exception>
    public async ValueTask<(IReadOnlyList<Site> Sites, T Question)> ReadAsync<T>(
        ReadOnlyMemory<byte> json,
        Caller? caller,
        Func<ReadOnlyMemory<byte>, T> parse,
        Func<T, IReadOnlyList<string>> sitesOf,
        Func<string, ValueTask<Site>> findSite,
        CancellationToken cancellationToken
    )
    {
        if (caller?.Link?.Segment is not null || SegmentExpander.MayName(json.Span))
        {
            var (names, members) = QuestionBody.Read(json);
            var named = await FindAsync(names, findSite);
            await segments.ExpandAsync(named, members, caller, cancellationToken);
            return (named, Parse(members, named));
        }

        var question = parse(json);
        var sites = await FindAsync(sitesOf(question), findSite);

        // The answer repeats the question, which must still be valid after a former domain in it has ended.
        return (
            sites,
            sites.Select(site => site.Domain).SequenceEqual(sitesOf(question)) ? question : Parse(QuestionBody.Read(json).Members, sites)
        );

        T Parse(JsonObject members, IReadOnlyList<Site> sites)
        {
            members["site_id"] = sites is [var only]
                ? only.Domain
                : new JsonArray([.. sites.Select(site => JsonValue.Create(site.Domain))]);
            return parse(JsonSerializer.SerializeToUtf8Bytes(members, ApiJson.Default.JsonObject));
        }
    }

    private static async ValueTask<IReadOnlyList<Site>> FindAsync(IReadOnlyList<string> names, Func<string, ValueTask<Site>> findSite)
    {
        var sites = new List<Site>(names.Count);
        foreach (var name in names)
        {
            var site = await findSite(name);
            sites.Add(
                sites.Exists(other => other.Id == site.Id)
                    ? throw JsonBody.Bad(
                        $"site_id[{sites.Count}]: '{Excerpt.Of(name)}' is site "
                            + $"'{site.Domain}', which is there already; name each site once"
                    )
                    : site
            );
        }

        return sites;
    }
}
