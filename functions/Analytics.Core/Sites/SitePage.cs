namespace Analytics.Core.Sites;

/// <summary>Some sites in order of their names.</summary>
/// <param name="Sites">The sites.</param>
/// <param name="After">Start of the next page, for the next call; null after the last page.</param>
public sealed record SitePage(IReadOnlyList<Site> Sites, string? After);
