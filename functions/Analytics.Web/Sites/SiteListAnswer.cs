namespace Analytics.Web.Sites;

/// <summary>A page of sites.</summary>
/// <param name="Sites">The sites in order of their domains.</param>
/// <param name="Meta">Position of the page.</param>
public sealed record SiteListAnswer(IReadOnlyList<SiteAnswer> Sites, PageMeta Meta);
