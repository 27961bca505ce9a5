namespace Analytics.Core.Agents;

/// <summary>
/// Reads browser, operating system and device class from a user agent by the tables <see cref="BrowserPatterns"/> and
/// <see cref="OsPatterns"/>. Pure and thread-safe; a few microseconds, so keep the result (see <see cref="AgentCatalog"/>).
/// </summary>
public static class UserAgentParser
{
    /// <summary>What the user agent tells.</summary>
    public static UserAgent Parse(string userAgent)
    {
        var text = userAgent.AsSpan();
        var browser = Array.Find(BrowserPatterns.All, pattern => Matches(userAgent, pattern.Token, pattern.Also));
        var os = Array.Find(OsPatterns.All, pattern => Matches(userAgent, pattern.Token, pattern.Also));
        if (browser is null && os is null)
        {
            return UserAgent.Unknown;
        }

        return new UserAgent(
            browser?.Name ?? "",
            browser is null ? "" : VersionAfter(text, browser.VersionToken ?? browser.Token),
            os?.Name ?? "",
            os is null ? "" : os.Version ?? VersionAfter(text, os.Token),
            DeviceOf(text));
    }

    private static bool Matches(string text, string token, string? also) =>
        text.Contains(token, StringComparison.Ordinal)
        && (also is null || text.Contains(also, StringComparison.Ordinal));

    private static string VersionAfter(ReadOnlySpan<char> text, string token)
    {
        var at = text.IndexOf(token, StringComparison.Ordinal);
        if (at < 0)
        {
            return "";
        }

        text = text[(at + token.Length)..];
        var major = text.IndexOfAnyExceptInRange('0', '9');
        major = major < 0 ? text.Length : major;
        if (major is 0 or > 6)
        {
            return "";
        }

        if (major == text.Length || text[major] is not ('.' or '_'))
        {
            return text[..major].ToString();
        }

        var rest = text[(major + 1)..];
        var minor = rest.IndexOfAnyExceptInRange('0', '9');
        minor = minor < 0 ? rest.Length : minor;
        return minor is 0 or > 6 ? text[..major].ToString() : string.Concat(text[..major], ".", rest[..minor]);
    }

    private static string DeviceOf(ReadOnlySpan<char> text)
    {
        if (Has(text, "iPad") || Has(text, "Tablet;") || Has(text, "PlayBook") || Has(text, "Kindle") || Has(text, "Silk/"))
        {
            return DeviceClass.Tablet;
        }

        if (Has(text, "Mobile") || Has(text, "iPhone") || Has(text, "iPod") || Has(text, "Opera Mini") || Has(text, "Opera Mobi")
            || Has(text, "Windows Phone") || Has(text, "Windows CE") || Has(text, "MIDP") || Has(text, "MAUI") || Has(text, "Maui Browser")
            || Has(text, "BlackBerry") || Has(text, "Symbian") || Has(text, "KAIOS") || Has(text, "Dalvik/") || Has(text, "Instagram "))
        {
            return DeviceClass.Mobile;
        }

        if (Has(text, "Darwin/") && !Has(text, "(x86_64)"))
        {
            return DeviceClass.Mobile;
        }

        // Android says "Mobile" on telephones only.
        return Has(text, "Android") ? DeviceClass.Tablet : DeviceClass.Desktop;
    }

    private static bool Has(ReadOnlySpan<char> text, string token) => text.Contains(token, StringComparison.Ordinal);
}
