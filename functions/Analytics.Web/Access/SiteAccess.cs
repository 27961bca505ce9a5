using Analytics.Core.Keys;
using Analytics.Core.Sites;
using Analytics.Web.Bodies;
using Analytics.Web.Errors;
using Microsoft.AspNetCore.Http;

namespace Analytics.Web.Access;

/// <summary>Permission checks for managing a site and for reading what its owner defines. Thread-safe.</summary>
internal sealed class SiteAccess(KeyAccess keys, ISiteDirectory sites)
{
    /// <summary>Returns a site that the key may change.</summary>
    /// <param name="context">The request.</param>
    /// <param name="domain">The site, as the client names it.</param>
    /// <exception cref="ApiException">400 without a name, 401 without a key, 403 without scope sites, 404 for a site that the key may not
    /// see.</exception>
    public async ValueTask<Site> ManageAsync(HttpContext context, string? domain) => (await ManageWithKeyAsync(context, domain)).Site;

    /// <summary>Returns a site that the key may change, and the key.</summary>
    /// <inheritdoc cref="ManageAsync"/>
    public async ValueTask<(Site Site, ApiKey Key)> ManageWithKeyAsync(HttpContext context, string? domain)
    {
        var key = await keys.RequireAsync(context, KeyScopes.Sites);
        return await FindAsync(context, domain) is { } site && key.May(KeyScopes.Sites, site.Id) ? (site, key) : throw NotFound(domain!);
    }

    /// <summary>
    /// Returns a site whose registration and definitions the key may read, with scope stats or sites. Anyone may read those of a public
    /// site.
    /// </summary>
    /// <param name="context">The request.</param>
    /// <param name="domain">The site, as the client names it.</param>
    /// <returns>The site and the caller; null for a request without a key.</returns>
    /// <exception cref="ApiException">
    /// 400 without a name, 401 without a key unless the site is public, 403 without a scope, 404 for a site that the key may not see.
    /// </exception>
    public async ValueTask<(Site Site, Caller? Caller)> ReadAsync(HttpContext context, string? domain)
    {
        if (await keys.FindCallerAsync(context, changes: false) is { } caller)
        {
            return (await FindAsync(context, caller.Key, domain), caller);
        }

        return await FindAsync(context, domain) is { IsPublic: true } site
            ? (site, null)
            : throw KeyAccess.Required(KeyScopes.Stats | KeyScopes.Sites);
    }

    /// <summary>
    /// Returns a site that the key may read, for a change that scope stats permits. A change by cookie needs the session's token.
    /// </summary>
    /// <param name="context">The request.</param>
    /// <param name="domain">The site, as the client names it.</param>
    /// <exception cref="ApiException">
    /// 400 without a name, 401 without a key, 403 without a scope or the token, 404 for a site that the key may not see.
    /// </exception>
    public async ValueTask<(Site Site, ApiKey Key)> ContributeAsync(HttpContext context, string? domain)
    {
        var key = await keys.RequireAnyAsync(context, KeyScopes.Stats | KeyScopes.Sites);
        return (await FindAsync(context, key, domain), key);
    }

    /// <summary>Returns the refusal of a site that does not exist or that the key may not see; it does not distinguish the two.</summary>
    public static ApiException NotFound(string domain) =>
        SiteDomain.IsReserved(domain)
            ? new(
                StatusCodes.Status404NotFound,
                $"Nothing is at /api/v1/sites/{domain} for this method; /openapi/v1.json describes every address."
            )
            : new(StatusCodes.Status404NotFound, $"Site '{Excerpt.Of(domain)}' could not be found, or the API key may not see it.");

    private async ValueTask<Site> FindAsync(HttpContext context, ApiKey key, string? domain)
    {
        if (!key.May(KeyScopes.Stats) && !key.May(KeyScopes.Sites))
        {
            throw KeyAccess.MissingScope(key, KeyScopes.Stats | KeyScopes.Sites);
        }

        return await FindAsync(context, domain) is { } site && (site.IsPublic || key.Sees(site.Id)) ? site : throw NotFound(domain!);
    }

    private async ValueTask<Site?> FindAsync(HttpContext context, string? domain) =>
        string.IsNullOrWhiteSpace(domain)
            ? throw JsonBody.Bad("site_id: is missing; send the site's domain")
            : (await sites.FindAsync(domain.Trim(), context.RequestAborted))?.Site;
}
