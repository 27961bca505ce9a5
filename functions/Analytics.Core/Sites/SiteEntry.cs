namespace Analytics.Core.Sites;

/// <summary>A site with precomputed values for hot paths.</summary>
/// <param name="Site">The registration.</param>
/// <param name="Utf8Id">Its <see cref="Site.Id"/> in UTF-8.</param>
/// <param name="Hash">Its <see cref="Partitioning.Partitioner.SiteHash"/>.</param>
/// <param name="Until">The expiry of the former name under which it was found; null if it was found by its domain.</param>
public sealed record SiteEntry(Site Site, byte[] Utf8Id, ulong Hash, DateTimeOffset? Until = null);
