namespace Analytics.Core.Sites;

/// <summary>A name that a site had, under which it is still found for a while.</summary>
/// <param name="Name">The name.</param>
/// <param name="Until">When it ends; from then on the name is free.</param>
public sealed record FormerName(string Name, DateTimeOffset Until);
