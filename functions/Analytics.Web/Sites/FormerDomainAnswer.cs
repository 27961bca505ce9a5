namespace Analytics.Web.Sites;

/// <summary>A domain that a site had before.</summary>
/// <param name="Domain">The domain.</param>
/// <param name="Until">When it ends.</param>
public sealed record FormerDomainAnswer(string Domain, DateTimeOffset Until);
