using System.Text.RegularExpressions;

namespace Analytics.Local.Tests.Imports;

/// <summary>Sources of the visits of the real log, by rules made by reading its referrers. Shares nothing with the product.</summary>
internal static partial class OracleSources
{
    public const string Direct = "Direct / None";

    private static readonly (string Pattern, string Name)[] Known =
    [
        (@"(^|\.)google\.(com?\.)?[a-z]{2,3}$", "Google"),
        (@"^translate\.googleusercontent\.com$", "Google Translate"),
        (@"(^|\.)bing\.com$", "Bing"),
        (@"(^|\.)duckduckgo\.com$", "DuckDuckGo"),
        (@"(^|\.)yandex\.ru$", "Yandex"),
        (@"(^|\.)baidu\.com$", "Baidu"),
        (@"^t\.co$", "X (Twitter)"),
        (@"(^|\.)wikipedia\.org$", "Wikipedia"),
        (@"^stackoverflow\.com$", "Stack Overflow"),
        (@"(^|\.)stackexchange\.com$|^(serverfault|superuser|askubuntu)\.com$", "Stack Exchange"),
    ];

    /// <summary>The campaign's tag, else the other site's name, else its host; the site's own pages are no source.</summary>
    public static string Of(LoggedRequest request, string ownHost)
    {
        if (Tag().Match(request.Query) is { Success: true } tag)
        {
            return tag.Groups[1].Value;
        }

        var host = Host().Match(request.Referrer).Groups[1].Value.ToLowerInvariant();
        return host.Length == 0 || host == ownHost ? Direct
            : Known.FirstOrDefault(source => Regex.IsMatch(host, source.Pattern)) is { Name: { } name } ? name
            : host;
    }

    [GeneratedRegex("(?:^|&)utm_source=([^&]+)")]
    private static partial Regex Tag();

    [GeneratedRegex(@"^https?://(?:www\.)?([^/?#:]+)", RegexOptions.IgnoreCase)]
    private static partial Regex Host();
}
