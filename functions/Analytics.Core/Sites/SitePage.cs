namespace Analytics.Core.Sites;

/// <summary>A page of sites in order of their ids.</summary>
/// <param name="Sites">The sites.</param>
/// <param name="After">Start of the next page, for the next call; null after the last page.</param>
public sealed record SitePage(IReadOnlyList<Site> Sites, string? After)
{
    /// <summary>
    /// The ids of sites within the page whose registrations are damaged; whatever is searched for, because nobody knows.
    /// </summary>
    public IReadOnlyList<string> Unreadable { get; init; } = [];
}
