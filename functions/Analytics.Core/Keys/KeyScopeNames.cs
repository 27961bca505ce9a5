namespace Analytics.Core.Keys;

/// <summary>The scopes' names in requests and answers.</summary>
public static class KeyScopeNames
{
    private static readonly (string Name, KeyScopes Scope)[] All =
    [
        ("stats", KeyScopes.Stats),
        ("sites", KeyScopes.Sites),
        ("import", KeyScopes.Import),
        ("admin", KeyScopes.Admin),
    ];

    /// <summary>All names, for messages.</summary>
    public static string Accepted { get; } = string.Join(", ", All.Select(pair => pair.Name));

    /// <summary>Returns the scope of a name, or <see cref="KeyScopes.None"/> for an unknown one.</summary>
    public static KeyScopes Parse(string name) => Array.Find(All, pair => pair.Name == name).Scope;

    /// <summary>Returns the names of the scopes.</summary>
    public static IReadOnlyList<string> Of(KeyScopes scopes) =>
        [.. All.Where(pair => scopes.HasFlag(pair.Scope)).Select(pair => pair.Name)];
}
