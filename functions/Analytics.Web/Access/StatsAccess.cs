using Analytics.Core.Keys;
using Analytics.Core.Sites;
using Analytics.Web.Bodies;
using Analytics.Web.Errors;
using Microsoft.AspNetCore.Http;

namespace Analytics.Web.Access;

/// <summary>Who may read which statistics, and how often. Thread-safe.</summary>
internal sealed class StatsAccess(KeyAccess keys, ISiteDirectory sites, RequestLimits limits, ClientAddress addresses)
{
    /// <summary>
    /// The key of a request for statistics or of its session, counted against its limit; null if the request brings none.
    /// </summary>
    /// <exception cref="ApiException">401 for an unknown key, 403 for one without scope stats, 429 over the limit.</exception>
    public async ValueTask<ApiKey?> CallerAsync(HttpContext context)
    {
        // Asking changes nothing, whatever the method.
        if (await keys.FindCallerAsync(context, changes: false) is not { } caller)
        {
            return null;
        }

        if (!caller.Key.May(KeyScopes.Stats))
        {
            throw KeyAccess.Lacks(caller.Key, KeyScopes.Stats);
        }

        if (!caller.Key.IsAdmin)
        {
            if (caller.Session is { } session)
            {
                RequestLimits.Count(context, limits.Sessions, session.Id);
            }
            else
            {
                RequestLimits.Count(context, limits.Keys, caller.Key.Id);
            }
        }

        return caller.Key;
    }

    /// <summary>The site that the parameter <c>site_id</c> names.</summary>
    /// <exception cref="ApiException">400 without the parameter, else as <see cref="SiteAsync"/>.</exception>
    public ValueTask<Site> SiteOfParameterAsync(HttpContext context, ApiKey? key) => context.Request.Query["site_id"].ToString() is { Length: > 0 } site
        ? SiteAsync(context, key, site)
        : throw JsonBody.Bad("site_id: is missing; send the site's domain as ?site_id=example.com");

    /// <summary>The site that the caller asks for.</summary>
    /// <exception cref="ApiException">401 without a key unless the site is public, 404 for a site that the key may not see, 429 over the limit.</exception>
    public async ValueTask<Site> SiteAsync(HttpContext context, ApiKey? key, string site)
    {
        var found = (await sites.FindAsync(site, context.RequestAborted))?.Site;
        if (key is null)
        {
            if (found is not { IsPublic: true })
            {
                throw KeyAccess.Required(KeyScopes.Stats);
            }

            RequestLimits.Count(context, limits.Keys, $"{found.Domain} {addresses.NetworkOf(context)}");
            return found;
        }

        return found is not null && (found.IsPublic || key.Sees(found.Domain))
            ? found
            : throw SiteAccess.NotFound(site);
    }
}
