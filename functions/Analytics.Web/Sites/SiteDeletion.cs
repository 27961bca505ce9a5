using Analytics.Core.Alerts;
using Analytics.Core.Definitions;
using Analytics.Core.Imports;
using Analytics.Core.Keys;
using Analytics.Core.Sites;

namespace Analytics.Web.Sites;

/// <summary>Deletes the registration of a site and everything that belongs to it. Thread-safe.</summary>
internal sealed class SiteDeletion(
    SiteRegistry sites,
    GoalRegistry goals,
    DefinitionRegistry definitions,
    SharedLinkRegistry links,
    DailyImports imports,
    AlertRegistry alerts,
    ApiKeyRegistry keys
)
{
    /// <summary>
    /// Deletes the registration, the keys of the site, its goals and its other definitions. Statistics stay until the end of their
    /// retention.
    /// </summary>
    /// <param name="domain">The site's id.</param>
    /// <param name="cancellationToken">Cancels the deletion; it can be repeated.</param>
    /// <returns>False if there is no such site.</returns>
    public async ValueTask<bool> RunAsync(string domain, CancellationToken cancellationToken)
    {
        // Keys are deleted before the site: a remaining key could read the next site of this id.
        if (await sites.FindByIdAsync(domain, cancellationToken) is not null)
        {
            await keys.DeleteOfSiteAsync(domain, cancellationToken);
        }

        var isDeleted = await sites.DeleteAsync(domain, cancellationToken);
        goals.Forget(domain);
        definitions.Forget(domain);
        links.Forget(domain);
        imports.Forget(domain);
        alerts.Forget(domain);
        return isDeleted;
    }
}
