namespace Analytics.Core.Sites;

/// <summary>A site with what hot paths need of it, computed once.</summary>
/// <param name="Site">The registration.</param>
/// <param name="Utf8Domain">Its domain in UTF-8.</param>
/// <param name="Hash">Its <see cref="Partitioning.Partitioner.SiteHash"/>.</param>
public sealed record SiteEntry(Site Site, byte[] Utf8Domain, ulong Hash);
