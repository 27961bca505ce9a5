using Analytics.Core.Keys;
using Analytics.Core.Sites;
using Analytics.Web.Access;
using Analytics.Web.Bodies;
using Analytics.Web.Sharing;
using Microsoft.AspNetCore.Http;

namespace Analytics.Web.Sessions;

/// <summary>
/// Signs browsers in and out. A key is exchanged for a cookie that scripts can't read. A shared link is exchanged for a bearer, because a
/// frame in another site's page gets no cookies and a merchant who opens a link must stay signed in.
/// </summary>
internal sealed class SessionHandler(
    KeyAccess keys,
    SessionRegistry sessions,
    LinkExchange links,
    RequestLimits limits,
    ISiteDirectory sites
)
{
    public async Task GetAsync(HttpContext context)
    {
        var caller =
            await keys.FindCallerAsync(context, changes: false)
            ?? throw KeyAccess.Refused("There is no session, or it has ended; sign in with POST /api/v1/session and { \"key\": \"…\" }.");
        await AnswerAsync(context, caller);
    }

    public async Task CreateAsync(HttpContext context)
    {
        // Otherwise a page of another site could sign its visitors in with its own key.
        CrossSiteGuard.RequireSameOrigin(context);
        var request = await JsonBody.ReadAsync(context, ApiJson.Default.SessionRequest);
        if (request is { Link: { } link, Key: null })
        {
            var (reader, bearer) = await links.RunAsync(context, link, request.Password);
            await AnswerAsync(context, reader, bearer);
            return;
        }

        if (request.Link is not null || request.Password is not null || string.IsNullOrWhiteSpace(request.Key))
        {
            throw JsonBody.Bad(
                "key: is missing or not alone; send { \"key\": \"…\" } with an API key, or { "
                    + "\"link\": \"…\", \"password\": \"…\" } with a shared link"
            );
        }

        var key = await keys.CheckAsync(context, request.Key.Trim());
        RequestLimits.Count(context, limits.NewSessions, key.Id, "new sessions of a key");
        if (SessionCookie.Read(context) is { } former)
        {
            await sessions.DeleteAsync(former, context.RequestAborted);
        }

        var made = await sessions.CreateAsync(key, context.RequestAborted);
        SessionCookie.Write(context, made.Token, made.Session.ExpiresAt);
        await AnswerAsync(context, new Caller(key, made.Session, made.Token));
    }

    public async Task DeleteAsync(HttpContext context)
    {
        if (SessionCookie.Read(context) is { } token && await sessions.FindAsync(token, context.RequestAborted) is not null)
        {
            CrossSiteGuard.RequireToken(context, token);
            await sessions.DeleteAsync(token, context.RequestAborted);
        }

        SessionCookie.Clear(context);
        context.Response.Headers.CacheControl = "no-store";
        await JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, new DeletedAnswer(true), ApiJson.Default.DeletedAnswer);
    }

    private async Task AnswerAsync(HttpContext context, Caller caller, string? bearer = null)
    {
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.Vary = "Cookie, Authorization";
        var site = await sites.NameOfAsync(caller.Key.Site, context.RequestAborted);
        await JsonAnswer.WriteAsync(
            context,
            StatusCodes.Status200OK,
            SessionAnswer.Of(caller, site, bearer),
            ApiJson.Default.SessionAnswer
        );
    }
}
