using Microsoft.AspNetCore.Http;

namespace Analytics.Web.Access;

/// <summary>The cookie of a browser's session.</summary>
/// <remarks>
/// Over HTTPS its name begins with <c>__Host-</c>: browsers take such a cookie from this host alone, so that a page of a sibling domain
/// can't plant one. Without HTTPS browsers refuse that name, and the cookie has a plain one that HTTPS requests do not accept.
/// </remarks>
internal static class SessionCookie
{
    /// <summary>The cookie's name over HTTPS.</summary>
    public const string SecureName = "__Host-analytics_session";

    /// <summary>The cookie's name without HTTPS.</summary>
    public const string PlainName = "analytics_session";

    /// <summary>The token that the request brings; null for none.</summary>
    public static string? Read(HttpContext context) => context.Request.Cookies[NameOf(context)];

    /// <summary>Gives the browser a session's token.</summary>
    public static void Write(HttpContext context, string token, DateTimeOffset expires) =>
        context.Response.Cookies.Append(NameOf(context), token, Options(context, expires));

    /// <summary>Takes the session's token from the browser.</summary>
    public static void Clear(HttpContext context) => context.Response.Cookies.Delete(NameOf(context), Options(context, null));

    private static string NameOf(HttpContext context) => IsSecure(context.Request) ? SecureName : PlainName;

    /// <summary>True if the client speaks HTTPS with this server or with what stands before it.</summary>
    // The header decides about the sender's own cookie and links alone, so it need not come from a trusted proxy.
    public static bool IsSecure(HttpRequest request) =>
        request.IsHttps || request.Headers["X-Forwarded-Proto"].ToString().StartsWith("https", StringComparison.OrdinalIgnoreCase);

    private static CookieOptions Options(HttpContext context, DateTimeOffset? expires) =>
        new()
        {
            Expires = expires,
            HttpOnly = true,
            IsEssential = true,
            Path = "/",
            SameSite = SameSiteMode.Strict,
            Secure = IsSecure(context.Request),
        };
}
