using System.ComponentModel;
using Analytics.Core.Definitions;
using Analytics.Web.Access;
using Microsoft.AspNetCore.Http;

namespace Analytics.Web.Sharing;

/// <summary>A shared link as the site's owner sees it.</summary>
/// <param name="Id">The id, unique among the site's links.</param>
/// <param name="Name">The link's name.</param>
/// <param name="Url">The address of the link.</param>
/// <param name="Token">The end of the address, which is exchanged at <c>/api/v1/session</c>.</param>
/// <param name="HasPassword">True if the link needs a password.</param>
/// <param name="ExpiresAt">Its end; null for none.</param>
/// <param name="Segment">The id of the segment to which it is limited; null for the whole site.</param>
/// <param name="Embed">True if pages of other sites may show it in a frame.</param>
/// <param name="CreatedAt">Time of its creation.</param>
public sealed record SharedLinkAnswer(
    string Id,
    string Name,
    [property: Description("The address to hand out.")] string Url,
    [property: Description("The end of the address; a page exchanges it at POST /api/v1/session.")] string Token,
    bool HasPassword,
    DateTimeOffset? ExpiresAt,
    string? Segment,
    bool Embed,
    DateTimeOffset CreatedAt
)
{
    /// <summary>Returns the answer for a link, with the server's address as in the request.</summary>
    internal static SharedLinkAnswer Of(HttpContext context, SharedLink link) =>
        new(
            link.Id,
            link.Name,
            $"{(SessionCookie.IsSecure(context.Request) ? "https" : "http")}://{context.Request.Host}/v/{link.Token}",
            link.Token,
            link.Password is not null,
            link.ExpiresAt,
            link.Segment,
            link.MayBeEmbedded,
            link.CreatedAt
        );
}
