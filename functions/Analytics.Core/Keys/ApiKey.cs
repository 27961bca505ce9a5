using System.Text.Json.Serialization;

namespace Analytics.Core.Keys;

/// <summary>Stored description of a key, without the key itself.</summary>
/// <param name="Id">SHA-256 of the key in lower-case hexadecimal. The key has 256 random bits, so it cannot be derived from the
/// hash.</param>
/// <param name="Name">Its name for its owner.</param>
/// <param name="Scopes">Its permissions.</param>
/// <param name="Site">The only site for which it is valid; null for all.</param>
/// <param name="CreatedAt">Time at which it was made.</param>
/// <param name="LastUsedAt">Time of its last use, to <see cref="ApiKeyRegistry.UseInterval"/>; null for never.</param>
public sealed record ApiKey(
    string Id,
    string Name,
    KeyScopes Scopes,
    string? Site,
    DateTimeOffset CreatedAt,
    DateTimeOffset? LastUsedAt = null
)
{
    /// <summary>True if it may do everything.</summary>
    [JsonIgnore]
    public bool IsAdmin => Scopes.HasFlag(KeyScopes.Admin);

    /// <summary>Returns true if it has the scope (an admin key has all).</summary>
    public bool May(KeyScopes scope) => IsAdmin || Scopes.HasFlag(scope);

    /// <summary>Returns true if it has the scope for a site.</summary>
    public bool May(KeyScopes scope, string site) => May(scope) && Sees(site);

    /// <summary>Returns true if the key can access the site, with the rights of its scopes.</summary>
    public bool Sees(string site) => Site is null || Site == site;
}
