namespace Analytics.Core.Agents;

/// <summary>
/// Derives browser, operating system and device class from a user agent by <see cref="AgentRules"/>. Pure and thread-safe. Takes about
/// ten microseconds, so cache the result (see <see cref="AgentCatalog"/>).
/// </summary>
public static class UserAgentParser
{
    /// <summary>Derives the facts of a user agent.</summary>
    public static UserAgent Parse(string userAgent)
    {
        var browser = Array.Find(AgentRules.Current.Browsers, rule => rule.Matches(userAgent));
        var os = Array.Find(AgentRules.Current.Systems, rule => rule.Matches(userAgent));
        if (browser is null && os is null)
        {
            return UserAgent.Unknown;
        }

        // Safari on an iPad requests desktop pages and says Macintosh; only the word Mobile identifies it.
        var isPad = os?.Name == "Mac" && Has(userAgent, "Macintosh") && Has(userAgent, " Mobile/");
        return new UserAgent(
            browser?.Name ?? "",
            browser?.VersionIn(userAgent) ?? "",
            isPad ? "iOS" : os?.Name ?? "",
            isPad ? "" : os?.VersionIn(userAgent) ?? "",
            isPad ? DeviceClass.Tablet : DeviceOf(userAgent)
        );
    }

    private static string DeviceOf(string text)
    {
        if (Has(text, "iPad") || Has(text, "Tablet;") || Has(text, "PlayBook") || Has(text, "Kindle") || Has(text, "Silk/"))
        {
            return DeviceClass.Tablet;
        }

        if (
            Has(text, "Mobile")
            || Has(text, "iPhone")
            || Has(text, "iPod")
            || Has(text, "Opera Mini")
            || Has(text, "Opera Mobi")
            || Has(text, "Windows Phone")
            || Has(text, "Windows CE")
            || Has(text, "MIDP")
            || Has(text, "MAUI")
            || Has(text, "Maui Browser")
            || Has(text, "BlackBerry")
            || Has(text, "Symbian")
            || Has(text, "KAIOS")
            || Has(text, "Dalvik/")
            || Has(text, "Instagram ")
        )
        {
            return DeviceClass.Mobile;
        }

        if (Has(text, "Darwin/") && !Has(text, "x86_64"))
        {
            return DeviceClass.Mobile;
        }

        // On Android, only telephones say "Mobile".
        return Has(text, "Android") ? DeviceClass.Tablet : DeviceClass.Desktop;
    }

    private static bool Has(string text, string token) => text.Contains(token, StringComparison.Ordinal);
}
