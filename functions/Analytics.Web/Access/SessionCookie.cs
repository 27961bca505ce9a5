using Microsoft.AspNetCore.Http;

namespace Analytics.Web.Access;

/// <summary>The cookie of a browser's session.</summary>
/// <remarks>
/// Over HTTPS its name begins with <c>__Host-</c>: browsers accept such a cookie only from this host, so a page of a sibling domain can't
/// set one. Without HTTPS, browsers reject that name, so the cookie has a plain name, which is ignored over HTTPS.
/// </remarks>
internal static class SessionCookie
{
    /// <summary>The cookie's name over HTTPS.</summary>
    public const string SecureName = "__Host-analytics_session";

    /// <summary>The cookie's name without HTTPS.</summary>
    public const string PlainName = "analytics_session";

    /// <summary>Returns the request's session token; null if it has none.</summary>
    public static string? Read(HttpContext context) => context.Request.Cookies[NameOf(context)];

    /// <summary>Sets the cookie to a session's token.</summary>
    public static void Write(HttpContext context, string token, DateTimeOffset expires) =>
        context.Response.Cookies.Append(NameOf(context), token, Options(context, expires));

    /// <summary>Deletes the cookie.</summary>
    public static void Clear(HttpContext context) => context.Response.Cookies.Delete(NameOf(context), Options(context, null));

    private static string NameOf(HttpContext context) => IsSecure(context.Request) ? SecureName : PlainName;

    /// <summary>Returns true if the client uses HTTPS to this server or to a proxy before it.</summary>
    // The header affects only the sender's own cookie and links, so it need not come from a trusted proxy.
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
