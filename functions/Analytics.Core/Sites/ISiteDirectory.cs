namespace Analytics.Core.Sites;

/// <summary>Looks registered sites up for every event: from memory, refreshed from the table. Safe for concurrent use.</summary>
public interface ISiteDirectory
{
    /// <summary>The site of a name, its own or a former one that has not ended; null if there is none.</summary>
    /// <param name="domain">The name, as a client writes it.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    ValueTask<SiteEntry?> FindAsync(string domain, CancellationToken cancellationToken);

    /// <summary>The site of an id, whatever its name is today; null if there is none.</summary>
    /// <param name="id">A <see cref="Site.Id"/>, as it is stored.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    ValueTask<SiteEntry?> FindByIdAsync(string id, CancellationToken cancellationToken);

    /// <summary>
    /// The site of a name if it is in memory and fresh, without waiting; for hot paths, which fall back to <see cref="FindAsync"/>.
    /// </summary>
    bool TryGetCached(ReadOnlySpan<byte> utf8Domain, out SiteEntry? entry);
}
