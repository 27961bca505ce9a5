using Analytics.Core.Tables;

namespace Analytics.Core.Sites;

/// <summary>Returns current names of sites for stored ids.</summary>
public static class SiteDirectoryNames
{
    /// <summary>Returns the current name of a site; the id if the site is not registered, and null for null.</summary>
    /// <param name="sites">The sites.</param>
    /// <param name="id">The stored id.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    /// <exception cref="IOException">The tables do not answer now.</exception>
    public static async ValueTask<string?> NameOfAsync(this ISiteDirectory sites, string? id, CancellationToken cancellationToken) =>
        id is null ? null : (await sites.FindByIdAsync(id, cancellationToken))?.Site.Domain ?? id;

    /// <summary>
    /// Returns the current name of a site for an answer about several sites, which a damaged registration must not fail: the id also in
    /// that case.
    /// </summary>
    /// <param name="sites">The sites.</param>
    /// <param name="id">The stored id.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    /// <exception cref="IOException">The tables do not answer now.</exception>
    public static async ValueTask<string?> ListedNameOfAsync(this ISiteDirectory sites, string? id, CancellationToken cancellationToken)
    {
        try
        {
            return await sites.NameOfAsync(id, cancellationToken);
        }
        catch (TableCorruptException)
        {
            return id;
        }
    }
}
