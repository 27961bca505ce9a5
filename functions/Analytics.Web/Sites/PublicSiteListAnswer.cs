namespace Analytics.Web.Sites;

/// <summary>Sites whose statistics anyone may read.</summary>
/// <param name="Sites">Their domains.</param>
public sealed record PublicSiteListAnswer(IReadOnlyList<string> Sites);
