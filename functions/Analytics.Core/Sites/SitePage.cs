namespace Analytics.Core.Sites;

/// <summary>Some sites in order of their names.</summary>
/// <param name="Sites">The sites.</param>
/// <param name="After">Where the next page begins: hand it to the next call; null after the last page.</param>
public sealed record SitePage(IReadOnlyList<Site> Sites, string? After);
