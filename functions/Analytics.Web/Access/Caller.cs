using Analytics.Core.Definitions;
using Analytics.Core.Keys;

namespace Analytics.Web.Access;

/// <summary>The sender of a request.</summary>
/// <param name="Key">
/// The key of the request or of its session; for a reader of a shared link, a key that may only read the link's site.
/// </param>
/// <param name="Session">The session; null for a key in the <c>Authorization</c> header.</param>
/// <param name="Token">The session's token; null without a session.</param>
/// <param name="Link">The shared link; null for a key or session.</param>
/// <param name="ExpiresAt">End of the session, or of the bearer for which a link was exchanged; null for a key.</param>
internal sealed record Caller(
    ApiKey Key,
    Session? Session = null,
    string? Token = null,
    SharedLink? Link = null,
    DateTimeOffset? ExpiresAt = null
)
{
    /// <summary>Returns the caller for a reader of a shared link, who may read the statistics of its site.</summary>
    public static Caller OfLink(SharedLink link, DateTimeOffset expiresAt) =>
        new(
            new ApiKey($"link {link.Site} {link.Id}", link.Name, KeyScopes.Stats, link.Site, link.CreatedAt),
            Link: link,
            ExpiresAt: expiresAt
        );
}
