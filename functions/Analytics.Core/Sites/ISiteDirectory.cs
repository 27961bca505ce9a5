namespace Analytics.Core.Sites;

/// <summary>Looks registered sites up for every event: from memory, refreshed from the table. Safe for concurrent use.</summary>
public interface ISiteDirectory
{
    /// <summary>The site, or null if it is not registered.</summary>
    ValueTask<SiteEntry?> FindAsync(string domain, CancellationToken cancellationToken);

    /// <summary>The site if it is in memory and fresh, without waiting; for hot paths, which fall back to <see cref="FindAsync"/>.</summary>
    bool TryGetCached(ReadOnlySpan<byte> utf8Domain, out SiteEntry? entry);
}
