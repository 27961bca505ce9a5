namespace Analytics.Core.Acquisition;

/// <summary>Cleans referrers: no scheme, <c>www.</c>, query or fragment; the site's own pages are none.</summary>
internal static class ReferrerParser
{
    /// <summary>Reads a referrer.</summary>
    /// <param name="referrer">As sent; <c>http</c>, <c>https</c> or <c>android-app</c>, anything else is none.</param>
    /// <param name="ownHost">Host of the page, without <c>www.</c></param>
    public static Referrer Parse(string referrer, string ownHost)
    {
        if (referrer.Length == 0)
        {
            return Referrer.None;
        }

        var parts = UrlParts.Parse(referrer);
        return parts.Scheme is not ("http" or "https" or "android-app") || parts.Host == ownHost || parts.Host == UrlParts.NoHost
            ? Referrer.None
            : new Referrer(parts.Host, parts.Host + parts.Path.TrimEnd('/'));
    }
}
