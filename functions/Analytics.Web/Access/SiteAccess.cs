using Analytics.Core.Keys;
using Analytics.Core.Sites;
using Analytics.Web.Bodies;
using Analytics.Web.Errors;
using Microsoft.AspNetCore.Http;

namespace Analytics.Web.Access;

/// <summary>Who may manage which site, and read what its owner defines. Thread-safe.</summary>
internal sealed class SiteAccess(KeyAccess keys, ISiteDirectory sites)
{
    /// <summary>A site that the key may change.</summary>
    /// <param name="context">The request.</param>
    /// <param name="domain">The site, as the client names it.</param>
    /// <exception cref="ApiException">400 without a name, 401 without scope sites, 404 for a site that the key may not see.</exception>
    public async ValueTask<Site> ManageAsync(HttpContext context, string? domain)
    {
        var key = await keys.RequireAsync(context, KeyScopes.Sites);
        return await FindAsync(context, key, KeyScopes.Sites, domain);
    }

    /// <summary>A site whose definitions the key may read: with scope stats or sites.</summary>
    /// <param name="context">The request.</param>
    /// <param name="domain">The site, as the client names it.</param>
    /// <exception cref="ApiException">400 without a name, 401 without a scope, 404 for a site that the key may not see.</exception>
    public async ValueTask<Site> ReadAsync(HttpContext context, string? domain)
    {
        var (site, _) = await ReadWithKeyAsync(context, domain);
        return site;
    }

    /// <summary>A site whose definitions the key may read, and the key. A change by cookie needs the session's token.</summary>
    /// <param name="context">The request.</param>
    /// <param name="domain">The site, as the client names it.</param>
    /// <exception cref="ApiException">
    /// 400 without a name, 401 without a scope, 403 without the token, 404 for a site that the key may not see.
    /// </exception>
    public async ValueTask<(Site Site, ApiKey Key)> ReadWithKeyAsync(HttpContext context, string? domain)
    {
        var key = await keys.RequireAnyAsync(context, KeyScopes.Stats | KeyScopes.Sites);
        return (await FindAsync(context, key, key.May(KeyScopes.Sites) ? KeyScopes.Sites : KeyScopes.Stats, domain), key);
    }

    /// <summary>The refusal of a site that does not exist or that the key may not see: nobody learns which.</summary>
    public static ApiException NotFound(string domain) => new(
        StatusCodes.Status404NotFound, $"Site '{Excerpt.Of(domain)}' could not be found, or the API key may not see it.");

    private async ValueTask<Site> FindAsync(HttpContext context, ApiKey key, KeyScopes scope, string? domain)
    {
        if (string.IsNullOrWhiteSpace(domain))
        {
            throw JsonBody.Bad("site_id: is missing; send the site's domain");
        }

        return await sites.FindAsync(domain.Trim(), context.RequestAborted) is { } found && key.May(scope, found.Site.Domain)
            ? found.Site
            : throw NotFound(domain);
    }
}
