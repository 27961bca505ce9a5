using System.Security.Cryptography;
using System.Text;
using Analytics.Core.Keys;
using Analytics.Web.Errors;
using Microsoft.AspNetCore.Http;

namespace Analytics.Web.Access;

/// <summary>Rejects forged changes: those that a page of another site makes a signed-in browser send.</summary>
internal static class CrossSiteGuard
{
    /// <summary>The header in which a page repeats the <c>csrf_token</c> of its session.</summary>
    public const string Header = "X-CSRF-Token";

    /// <summary>Checks a request that changes something and is authenticated by a cookie.</summary>
    /// <exception cref="ApiException">403 without the session's token.</exception>
    public static void RequireToken(HttpContext context, string sessionToken)
    {
        RequireSameOrigin(context);
        var sent = Encoding.UTF8.GetBytes(context.Request.Headers[Header].ToString());
        if (!CryptographicOperations.FixedTimeEquals(sent, Encoding.UTF8.GetBytes(SessionRegistry.CrossSiteToken(sessionToken))))
        {
            throw new ApiException(
                StatusCodes.Status403Forbidden,
                $"The header {Header} is missing or wrong; send the 'csrf_token' that GET /api/v1/session gives, "
                    + "or use an API key instead of the cookie."
            );
        }
    }

    /// <summary>Checks that a browser does not send the request for a page of another origin. Other clients pass.</summary>
    /// <remarks>
    /// Browsers tell it in <c>Sec-Fetch-Site</c>, but not to a server without TLS, and old ones never. Then the page's <c>Origin</c> must
    /// have the host of the request.
    /// </remarks>
    /// <exception cref="ApiException">403 if the request is for a page of another origin.</exception>
    public static void RequireSameOrigin(HttpContext context)
    {
        if (
            context.Request.Headers["Sec-Fetch-Site"].ToString() switch
            {
                "same-origin" or "none" => false,
                "" => IsOfAnotherHost(context.Request),
                _ => true,
            }
        )
        {
            throw new ApiException(
                StatusCodes.Status403Forbidden,
                "A page of another origin made the browser send this; send it from a page of this server, or use an API key. A proxy "
                    + "in front must pass the Host header."
            );
        }
    }

    private static bool IsOfAnotherHost(HttpRequest request)
    {
        var origin = request.Headers.Origin.ToString();
        return origin.Length > 0
            && !(
                Uri.TryCreate(origin, UriKind.Absolute, out var page)
                && Uri.TryCreate($"{page.Scheme}://{request.Host.Value}", UriKind.Absolute, out var here)
                && page.Authority == here.Authority
            );
    }
}
