namespace Analytics.Core.Sites;

/// <summary>A site cannot have a name. The message names the field, the name and the remedy.</summary>
public sealed class SiteNameException(string message) : Exception(message)
{
    /// <summary>Returns the error for a name by which another site is still found.</summary>
    /// <param name="name">The name in canonical form.</param>
    /// <param name="until">The time from which the name is free.</param>
    public static SiteNameException Former(string name, DateTimeOffset until) =>
        new($"domain: '{name}' was another site's until lately, and is free from {until:u} on; choose another, or take it then");
}
