using System.ComponentModel;
using System.Text.Json.Serialization;
using Analytics.Core.Keys;

namespace Analytics.Web.Keys;

/// <summary>A key as administrators see it.</summary>
/// <param name="Id">The key's id: the SHA-256 of the key.</param>
/// <param name="Name">Its name.</param>
/// <param name="Scopes">Its permissions.</param>
/// <param name="Site">The only site of the key; null for all.</param>
/// <param name="CreatedAt">Time of its creation.</param>
/// <param name="LastUsedAt">Time of its last use, to ten minutes; null for never.</param>
/// <param name="Key">The key itself; only in the answer to its creation.</param>
public sealed record KeyAnswer(
    string Id,
    string Name,
    IReadOnlyList<string> Scopes,
    string? Site,
    DateTimeOffset CreatedAt,
    [property: Description("When it was used last, to ten minutes; null for never.")] DateTimeOffset? LastUsedAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [property: Description("The key itself; only in the answer that makes it.")]
        string? Key = null
)
{
    /// <summary>Returns the answer for a key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="site">The current domain of its only site; null for all.</param>
    /// <param name="secret">Its secret, if it was just created.</param>
    public static KeyAnswer Of(ApiKey key, string? site, string? secret = null) =>
        new(key.Id, key.Name, KeyScopeNames.Of(key.Scopes), site, key.CreatedAt, key.LastUsedAt, secret);
}
