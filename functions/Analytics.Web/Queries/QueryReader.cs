using Analytics.Core.Queries;
using Analytics.Core.Queries.Syntax;
using Analytics.Core.Sites;
using Analytics.Web.Bodies;
using Analytics.Web.Errors;

namespace Analytics.Web.Queries;

/// <summary>Reads a query and finds its site. Thread-safe.</summary>
internal sealed class QueryReader
{
    /// <summary>Reads a query.</summary>
    /// <param name="json">The query in UTF-8.</param>
    /// <param name="findSite">Finds the site that the caller asks for, or refuses.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="ApiException">400 naming the member, or what <paramref name="findSite"/> throws.</exception>
    public async ValueTask<(Site Site, Query Query)> ReadAsync(
        ReadOnlyMemory<byte> json, Func<string, ValueTask<Site>> findSite, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var query = Parse(json);
        return (await findSite(query.SiteId), query);
    }

    private static Query Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            return QueryParser.Parse(json);
        }
        catch (QueryException e)
        {
            throw JsonBody.Bad(e.Message);
        }
    }
}
