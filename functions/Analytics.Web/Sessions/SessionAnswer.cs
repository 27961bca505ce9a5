using System.ComponentModel;
using System.Text.Json.Serialization;
using Analytics.Core.Keys;
using Analytics.Web.Access;

namespace Analytics.Web.Sessions;

/// <summary>Permissions of the caller.</summary>
/// <param name="Name">The name of its key.</param>
/// <param name="KeyId">The id of its key, as the list of keys has it; null for a reader of a shared link.</param>
/// <param name="Scopes">The scopes of its key.</param>
/// <param name="Sites">The sites that it sees; null for all.</param>
/// <param name="ExpiresAt">End of the session; null for a key in the <c>Authorization</c> header.</param>
/// <param name="CsrfToken">The token for changes by cookie; null for a key in the <c>Authorization</c> header.</param>
/// <param name="Bearer">The bearer for which a shared link was exchanged; only in the answer to the exchange.</param>
/// <param name="Link">The shared link by which the caller reads; absent otherwise.</param>
public sealed record SessionAnswer(
    [property: Description("The name of the key.")] string Name,
    [property: Description("The id of the key, as GET /api/v1/keys has it; null for a reader of a shared link.")] string? KeyId,
    [property: Description("The scopes of the key: stats, sites, import, admin (all of them and managing keys).")]
        IReadOnlyList<string> Scopes,
    [property: Description("The sites that the key sees; null for all.")] IReadOnlyList<string>? Sites,
    [property: Description("When the session, or the bearer of a shared link, ends; null for a key in the Authorization header.")]
        DateTimeOffset? ExpiresAt,
    [property: Description(
        "Send it as X-CSRF-Token with POST, PUT and DELETE requests that change something; queries need none. "
            + "Null for a key in the Authorization header."
    )]
        string? CsrfToken,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [property: Description(
        "What a shared link was exchanged for: send it as 'Authorization: Bearer …' to read. Only in the answer that exchanges it."
    )]
        string? Bearer = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [property: Description("The shared link by which the caller reads.")]
        SessionLinkAnswer? Link = null
)
{
    /// <summary>Returns the answer for a caller.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="site">The current domain of the only site that the caller sees; null for all.</param>
    /// <param name="bearer">The bearer for which a shared link was just exchanged; otherwise null.</param>
    internal static SessionAnswer Of(Caller caller, string? site, string? bearer = null) =>
        new(
            caller.Key.Name,
            caller.Link is null ? caller.Key.Id : null,
            KeyScopeNames.Of(caller.Key.Scopes),
            site is null ? null : [site],
            caller.ExpiresAt,
            caller.Token is { } token ? SessionRegistry.CrossSiteToken(token) : null,
            bearer,
            caller.Link is { } link ? new SessionLinkAnswer(link.Segment, link.MayBeEmbedded) : null
        );
}

/// <summary>The shared link by which a caller reads.</summary>
/// <param name="Segment">The id of the segment to which it is limited; null for the whole site.</param>
/// <param name="Embed">True if pages of other sites may show it in a frame.</param>
public sealed record SessionLinkAnswer(
    [property: Description("The id of the segment to which every question is limited; null for the whole site.")] string? Segment,
    [property: Description("true: pages of other sites may show it in a frame.")] bool Embed
);
