using System.Net;

namespace Analytics.Core.Acquisition;

/// <summary>
/// Cleans referrers: removes scheme, <c>www.</c>, query and fragment. Pages of the site itself and of a developer's machine count as no
/// referrer.
/// </summary>
internal static class ReferrerParser
{
    /// <summary>Parses a referrer.</summary>
    /// <param name="referrer">The referrer as sent: <c>http</c>, <c>https</c>, <c>android-app</c> or <c>ios-app</c>; any other scheme
    /// counts as none.</param>
    /// <param name="ownHost">Host of the page, without <c>www.</c></param>
    public static Referrer Parse(string referrer, string ownHost)
    {
        if (referrer.Length == 0)
        {
            return Referrer.None;
        }

        var parts = UrlParts.Parse(referrer);
        if (parts.Host == UrlParts.NoHost)
        {
            return Referrer.None;
        }

        var text = parts.Host + parts.Path.TrimEnd('/');
        return parts.Scheme switch
        {
            "http" or "https" when parts.Host != ownHost && !IsLocal(parts.Host) => new Referrer(parts.Host, text, false, parts.Host),
            "android-app" => new Referrer(parts.Host, text, true, parts.Host),
            "ios-app" => new Referrer(parts.Host, text, true, NameOf(parts)),
            _ => Referrer.None,
        };
    }

    /// <summary>
    /// Returns the name of an iOS app: the URL scheme after its number, which says more than the number, if there is one.
    /// </summary>
    private static string NameOf(UrlParts parts)
    {
        var scheme = parts.Path.Split('/', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
        return scheme ?? parts.Host;
    }

    private static bool IsLocal(string host) =>
        host == "localhost"
        || host.EndsWith(".localhost", StringComparison.Ordinal)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
