using Analytics.Web.Sites;

namespace Analytics.Web.Sharing;

/// <summary>A page of shared links.</summary>
/// <param name="SharedLinks">The links in the order in which they were made.</param>
/// <param name="Meta">Position of the page.</param>
public sealed record SharedLinkListAnswer(IReadOnlyList<SharedLinkAnswer> SharedLinks, PageMeta Meta);
