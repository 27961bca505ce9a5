namespace Analytics.Core.Sites;

/// <summary>A site cannot have a name. The message names the field, the name and the remedy.</summary>
public sealed class SiteNameException(string message) : Exception(message);
