using System.ComponentModel;
using System.Text.Json.Serialization;
using Analytics.Core.Keys;

namespace Analytics.Web.Keys;

/// <summary>A key as administrators see it.</summary>
/// <param name="Id">The key's id: the SHA-256 of the key.</param>
/// <param name="Name">Its name.</param>
/// <param name="Scopes">Its permissions.</param>
/// <param name="Site">The only site it is good for; null for all.</param>
/// <param name="CreatedAt">Time at which it was made.</param>
/// <param name="LastUsedAt">Time of its last use, to ten minutes; null for never.</param>
/// <param name="Key">The key itself; only in the answer that makes it.</param>
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
    /// <summary>The answer for a key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="site">The domain today of the site for which it is good; null for all.</param>
    /// <param name="secret">Its secret, when it was just made.</param>
    public static KeyAnswer Of(ApiKey key, string? site, string? secret = null) =>
        new(key.Id, key.Name, KeyScopeNames.Of(key.Scopes), site, key.CreatedAt, key.LastUsedAt, secret);
}
