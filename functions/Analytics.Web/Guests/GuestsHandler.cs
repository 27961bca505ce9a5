using Analytics.Core.Keys;
using Analytics.Web.Access;
using Analytics.Web.Bodies;
using Analytics.Web.Sites;
using Microsoft.AspNetCore.Http;

namespace Analytics.Web.Guests;

/// <summary>
/// Answers requests of Plausible's Sites API about teams and guests. This server has no accounts, so both lists are empty, and an
/// invitation is rejected with the alternative.
/// </summary>
internal sealed class GuestsHandler(KeyAccess keys, SiteAccess access)
{
    public async Task TeamsAsync(HttpContext context)
    {
        await keys.RequireAnyAsync(context, KeyScopes.Stats | KeyScopes.Sites);
        await JsonAnswer.WriteAsync(
            context,
            StatusCodes.Status200OK,
            new TeamListAnswer([], new PageMeta(null, null, PageRequest.Limit(context))),
            ApiJson.Default.TeamListAnswer
        );
    }

    public async Task ListAsync(HttpContext context)
    {
        await access.ReadAsync(context, context.Request.Query["site_id"]);
        await JsonAnswer.WriteAsync(
            context,
            StatusCodes.Status200OK,
            new GuestListAnswer([], new PageMeta(null, null, PageRequest.Limit(context))),
            ApiJson.Default.GuestListAnswer
        );
    }

    public async Task RefuseAsync(HttpContext context)
    {
        await keys.RequireAsync(context, KeyScopes.Sites);
        throw JsonBody.Bad(
            "guests: this server has no accounts, so nobody can be invited; "
                + "make a key of scope stats for the site at /api/v1/keys, or a shared link at /api/v1/sites/{site}/shared-links"
        );
    }
}
