using Analytics.Web.Sites;

namespace Analytics.Web.Sharing;

/// <summary>A page of shared links.</summary>
/// <param name="SharedLinks">The links, oldest first.</param>
/// <param name="Meta">Position of the page.</param>
public sealed record SharedLinkListAnswer(IReadOnlyList<SharedLinkAnswer> SharedLinks, PageMeta Meta);
