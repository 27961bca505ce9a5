namespace Analytics.Core.Sites;

/// <summary>Names of sites that are stored by their ids.</summary>
public static class SiteDirectoryNames
{
    /// <summary>The name today of a site; the id if the site is no more, and null for null.</summary>
    /// <param name="sites">The sites.</param>
    /// <param name="id">The id, as it is stored.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    /// <exception cref="IOException">The tables do not answer now.</exception>
    public static async ValueTask<string?> NameOfAsync(this ISiteDirectory sites, string? id, CancellationToken cancellationToken) =>
        id is null ? null : (await sites.FindByIdAsync(id, cancellationToken))?.Site.Domain ?? id;
}
