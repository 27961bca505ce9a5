using Analytics.Core.Keys;
using Analytics.Core.Sites;
using Analytics.Web.Errors;
using Microsoft.AspNetCore.Http;

namespace Analytics.Web.Access;

/// <summary>Who may read which statistics, and how often. Thread-safe.</summary>
internal sealed class StatsAccess(KeyAccess keys, ISiteDirectory sites, SlidingWindowLimit limit, ClientAddress addresses)
{
    /// <summary>The key of a request for statistics, counted against its limit; null if the request brings none.</summary>
    /// <exception cref="ApiException">401 for a key without scope stats, 429 over the limit.</exception>
    public async ValueTask<ApiKey?> CallerAsync(HttpContext context)
    {
        var key = await keys.FindAsync(context);
        if (key is not null && !key.May(KeyScopes.Stats))
        {
            throw KeyAccess.Lacks(key, KeyScopes.Stats);
        }

        if (key is { IsAdmin: false })
        {
            Count(key.Id);
        }

        return key;
    }

    /// <summary>The site that the caller asks for.</summary>
    /// <exception cref="ApiException">401 without a key unless the site is public, 404 for a site that the key may not see, 429 over the limit.</exception>
    public async ValueTask<Site> SiteAsync(HttpContext context, ApiKey? key, string site)
    {
        var found = (await sites.FindAsync(site, context.RequestAborted))?.Site;
        if (key is null)
        {
            if (found is not { IsPublic: true })
            {
                throw KeyAccess.Refused("An API key of scope stats is required; send it as 'Authorization: Bearer KEY'.");
            }

            Count($"{found.Domain} {addresses.Of(context)}");
            return found;
        }

        return found is not null && (found.IsPublic || key.May(KeyScopes.Stats, found.Domain))
            ? found
            : throw new ApiException(
                StatusCodes.Status404NotFound, $"Site '{(site.Length > 60 ? site[..60] + "…" : site)}' does not exist, or the API key '{key.Name}' may not see it.");
    }

    private void Count(string caller)
    {
        if (!limit.TryAcquire(caller, out var retryAfter))
        {
            throw new ApiException(
                StatusCodes.Status429TooManyRequests,
                $"Over the limit of {limit.Limit} requests an hour; the next is possible in {retryAfter.TotalSeconds:N0} seconds.",
                retryAfter);
        }
    }
}
