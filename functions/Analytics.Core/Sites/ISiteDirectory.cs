namespace Analytics.Core.Sites;

/// <summary>Looks up registered sites for every event, from a cache of the table. Safe for concurrent use.</summary>
public interface ISiteDirectory
{
    /// <summary>Returns the site of a current or unexpired former name; null if there is none.</summary>
    /// <param name="domain">The name, as a client writes it.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    ValueTask<SiteEntry?> FindAsync(string domain, CancellationToken cancellationToken);

    /// <summary>Returns the site of an id, regardless of its current name; null if there is none.</summary>
    /// <param name="id">A <see cref="Site.Id"/>, as it is stored.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    ValueTask<SiteEntry?> FindByIdAsync(string id, CancellationToken cancellationToken);

    /// <summary>
    /// Returns the site of a name if it is cached and fresh, without waiting; for hot paths, which fall back to <see cref="FindAsync"/>.
    /// </summary>
    bool TryGetCached(ReadOnlySpan<byte> utf8Domain, out SiteEntry? entry);

    /// <summary>
    /// Returns true if a site had a name when it was last looked up, however long ago: looking it up again is no search for a name that
    /// somebody invents.
    /// </summary>
    bool IsRemembered(ReadOnlySpan<byte> utf8Domain);
}
