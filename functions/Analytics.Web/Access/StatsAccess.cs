using Analytics.Core.Keys;
using Analytics.Core.Sites;
using Analytics.Web.Bodies;
using Analytics.Web.Errors;
using Microsoft.AspNetCore.Http;

namespace Analytics.Web.Access;

/// <summary>Permission checks and rate limits for reading statistics. Thread-safe.</summary>
internal sealed class StatsAccess(KeyAccess keys, ISiteDirectory sites, RequestLimits limits, ClientAddress addresses)
{
    /// <summary>
    /// Returns the caller of a request for statistics and counts the request against the caller's limit; null if the request has no key,
    /// session or shared link.
    /// </summary>
    /// <exception cref="ApiException">401 for an unknown key, 403 for one without scope stats, 429 over the limit.</exception>
    public async ValueTask<Caller?> CallerAsync(HttpContext context)
    {
        // A request for statistics changes nothing, whatever its method.
        if (await keys.FindCallerAsync(context, changes: false) is not { } caller)
        {
            return null;
        }

        if (!caller.Key.May(KeyScopes.Stats))
        {
            throw KeyAccess.MissingScope(caller.Key, KeyScopes.Stats);
        }

        if (!caller.Key.IsAdmin)
        {
            var (limit, name) = caller switch
            {
                { Link: not null } => (limits.Sessions, $"{caller.Key.Id} {addresses.NetworkOf(context)}"),
                { Session: { } session } => (limits.Sessions, session.Id),
                _ => (limits.Keys, caller.Key.Id),
            };
            RequestLimits.Count(context, limit, name);
        }

        return caller;
    }

    /// <summary>Returns the site that the parameter <c>site_id</c> names.</summary>
    /// <exception cref="ApiException">400 without the parameter; otherwise those of <see cref="SiteAsync"/>.</exception>
    public ValueTask<Site> SiteOfParameterAsync(HttpContext context, Caller? caller) =>
        context.Request.Query["site_id"].ToString() is { Length: > 0 } site
            ? SiteAsync(context, caller, site)
            : throw JsonBody.Bad("site_id: is missing; send the site's domain as ?site_id=example.com");

    /// <summary>Returns the site that the caller requests.</summary>
    /// <exception cref="ApiException">401 without a key unless the site is public, 404 for a site that the key may not see, 429 over the
    /// limit.</exception>
    public async ValueTask<Site> SiteAsync(HttpContext context, Caller? caller, string site)
    {
        var found = (await sites.FindAsync(site, context.RequestAborted))?.Site;
        if (caller is null)
        {
            if (found is not { IsPublic: true })
            {
                throw KeyAccess.Required(KeyScopes.Stats);
            }

            RequestLimits.Count(context, limits.Keys, $"{found.Id} {addresses.NetworkOf(context)}");
            return found;
        }

        return found is not null && Sees(caller, found) ? found : throw SiteAccess.NotFound(site);
    }

    /// <summary>Returns true if the caller of a long-running request may still read the site. Not counted against a limit.</summary>
    /// <param name="context">The request.</param>
    /// <param name="site">The site's id.</param>
    /// <exception cref="IOException">The tables do not answer now.</exception>
    public async ValueTask<bool> MayGoOnAsync(HttpContext context, string site)
    {
        try
        {
            var caller = await keys.FindCallerAsync(context, changes: false);
            return (await sites.FindByIdAsync(site, context.RequestAborted))?.Site is { } found
                && (caller is null ? found.IsPublic : caller.Key.May(KeyScopes.Stats) && Sees(caller, found));
        }
        catch (ApiException)
        {
            return false;
        }
    }

    /// <summary>Refuses a shared link that is limited to a segment what can't be filtered.</summary>
    /// <exception cref="ApiException">403 for such a link.</exception>
    public static void RequireWholeSite(Caller? caller)
    {
        if (caller?.Link is { Segment: not null } link)
        {
            throw new ApiException(
                StatusCodes.Status403Forbidden,
                $"The shared link '{link.Name}' is limited to a segment, and this can't be filtered; "
                    + "ask POST /api/v2/query, with date_range 'realtime' for the last 30 minutes."
            );
        }
    }

    // A link limited to a segment adds it to what is asked about its own site; it must not ask about other sites at all.
    private static bool Sees(Caller caller, Site site) => (site.IsPublic && caller.Link is null) || caller.Key.Sees(site.Id);
}
