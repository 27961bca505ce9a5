using System.Text;
using System.Text.RegularExpressions;

namespace Analytics.Core.Agents;

/// <summary>
/// Facts that Chromium browsers send in the headers <c>Sec-CH-UA*</c>, where their user agent is shortened or says Chrome for all of
/// them. Immutable.
/// </summary>
/// <example><code>
/// Sec-CH-UA                    "Chromium";v="124", "Brave";v="124", "Not-A.Brand";v="99"
/// Sec-CH-UA-Full-Version-List  "Chromium";v="124.1.65.114", "Brave";v="124.1.65.114"
/// Sec-CH-UA-Platform           "Windows"
/// Sec-CH-UA-Platform-Version   "15.0.0"                                                         Windows 11
/// Sec-CH-UA-Mobile             ?0
/// </code></example>
public sealed partial class ClientHints
{
    private const char Separator = '\n';
    private const int MaxLength = 2_000;

    /// <summary>Browsers by the brand that they send, with their names in <c>agents.txt</c>.</summary>
    private static readonly Dictionary<string, string> Browsers = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Google Chrome"] = "Chrome",
        ["Microsoft Edge"] = "Microsoft Edge",
        ["Opera"] = "Opera",
        ["Opera GX"] = "Opera GX",
        ["OperaMobile"] = "Opera Mobile",
        ["Opera Mini"] = "Opera Mini",
        ["Brave"] = "Brave",
        ["Vivaldi"] = "Vivaldi",
        ["YaBrowser"] = "Yandex Browser",
        ["Yandex"] = "Yandex Browser",
        ["Samsung Internet"] = "Samsung Browser",
        ["HuaweiBrowser"] = "Huawei Browser",
        ["DuckDuckGo"] = "DuckDuckGo",
        ["Ecosia"] = "Ecosia",
        ["Whale"] = "Whale",
        ["Avast Secure Browser"] = "Avast Secure Browser",
        ["AVG Secure Browser"] = "AVG Secure Browser",
        ["Norton Private Browser"] = "Norton Private Browser",
        ["Oculus Browser"] = "Oculus Browser",
        ["Android WebView"] = "Chrome Webview",
    };

    /// <summary>
    /// Systems by the platform that they send. Only the listed platforms are accepted, including those whose name is the same.
    /// </summary>
    private static readonly Dictionary<string, string> Systems = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Windows"] = "Windows",
        ["macOS"] = "Mac",
        ["Mac OS X"] = "Mac",
        ["Android"] = "Android",
        ["iOS"] = "iOS",
        ["Chrome OS"] = "Chrome OS",
        ["ChromeOS"] = "Chrome OS",
        ["Linux"] = "GNU/Linux",
        ["HarmonyOS"] = "HarmonyOS",
    };

    private readonly (string Brand, string Version)[] _brands;
    private readonly string _platform;
    private readonly string _platformVersion;
    private readonly bool _isMobile;

    private ClientHints((string Brand, string Version)[] brands, string platform, string platformVersion, bool isMobile) =>
        (_brands, _platform, _platformVersion, _isMobile) = (brands, platform, platformVersion, isMobile);

    /// <summary>True if the browser says that it has no window.</summary>
    public bool IsHeadless => Array.Exists(_brands, brand => brand.Brand.StartsWith("Headless", StringComparison.OrdinalIgnoreCase));

    /// <summary>Joins the headers into one text, for the cache of agents; empty without any header.</summary>
    /// <param name="brands"><c>Sec-CH-UA</c>.</param>
    /// <param name="fullVersions"><c>Sec-CH-UA-Full-Version-List</c>.</param>
    /// <param name="platform"><c>Sec-CH-UA-Platform</c>.</param>
    /// <param name="platformVersion"><c>Sec-CH-UA-Platform-Version</c>.</param>
    /// <param name="mobile"><c>Sec-CH-UA-Mobile</c>.</param>
    public static ReadOnlyMemory<byte> Join(string brands, string fullVersions, string platform, string platformVersion, string mobile)
    {
        var length = brands.Length + fullVersions.Length + platform.Length + platformVersion.Length + mobile.Length;
        return length is 0 or > MaxLength
            ? default
            : Encoding.UTF8.GetBytes(string.Join(Separator, brands, fullVersions, platform, platformVersion, mobile));
    }

    /// <summary>Parses a text of <see cref="Join"/>.</summary>
    public static ClientHints Parse(string joined)
    {
        var parts = joined.Split(Separator);
        string Part(int index) => index < parts.Length ? parts[index].Trim() : "";
        var full = Brands(Part(1));
        return new(full.Length > 0 ? full : Brands(Part(0)), Unquote(Part(2)), Unquote(Part(3)), Part(4) == "?1");
    }

    /// <summary>Returns the facts of a user agent, corrected by the client hints.</summary>
    public UserAgent Refine(UserAgent facts)
    {
        var (browser, browserVersion) = BrowserOf(facts);
        var (system, systemVersion) = SystemOf(facts);
        return new(browser, browserVersion, system, systemVersion, _isMobile ? DeviceClass.Mobile : facts.Device);
    }

    private static (string Brand, string Version)[] Brands(string list) =>
        [.. Brand().Matches(list).Select(match => (match.Groups["brand"].Value, match.Groups["version"].Value))];

    private static string Unquote(string text) => text.Trim('"');

    /// <summary>
    /// Returns the browser of the known brand. A user agent that names another browser has precedence, because some browsers keep
    /// Chrome's brand.
    /// </summary>
    private (string Name, string Version) BrowserOf(UserAgent facts)
    {
        foreach (var (brand, version) in _brands)
        {
            if (Browsers.TryGetValue(brand, out var name) && (facts.Browser == name || facts.Browser is "" or "Chrome"))
            {
                var (hintedVersion, agentVersion) = (Number(version), facts.Browser == name ? facts.BrowserVersion : "");

                // The short list has only the major version; the user agent may have the minor one too.
                return (
                    name,
                    hintedVersion.Length == 0
                    || (!hintedVersion.Contains('.') && agentVersion.StartsWith(hintedVersion + ".", StringComparison.Ordinal))
                        ? agentVersion
                        : hintedVersion
                );
            }
        }

        return (facts.Browser, facts.BrowserVersion);
    }

    private (string Name, string Version) SystemOf(UserAgent facts)
    {
        if (!Systems.TryGetValue(_platform, out var name) || (facts.Os.Length > 0 && facts.Os != name && !IsCommon(facts.Os)))
        {
            return (facts.Os, facts.OsVersion);
        }

        var number = Number(_platformVersion);
        var version =
            name == "Windows" ? WindowsVersion()
            : number.EndsWith(".0", StringComparison.Ordinal) ? number[..^2]
            : number;
        return (
            name,
            version.Length > 0 ? version
            : facts.Os == name ? facts.OsVersion
            : ""
        );
    }

    // The name of a distribution or of a television's system is more specific than the platform that it is based on.
    private static bool IsCommon(string system) => system is "Windows" or "Mac" or "Android" or "GNU/Linux" or "Chrome OS" or "iOS";

    /// <summary>
    /// Returns the version of Windows from that of its programming interface: 13 and above is Windows 11, 1 to 10 is Windows 10.
    /// </summary>
    private string WindowsVersion() =>
        Number(_platformVersion).Split('.') switch
        {
            [var major, ..] when int.TryParse(major, out var number) && number > 0 => number >= 13 ? "11" : "10",
            ["0", "1"] => "7",
            ["0", "2"] => "8",
            ["0", "3"] => "8.1",
            _ => "",
        };

    /// <summary>Returns the version as major.minor; empty if there is none.</summary>
    private static string Number(string version) => Version().Match(version).Value;

    [GeneratedRegex(@"""(?<brand>[^""]*)""\s*;\s*v\s*=\s*""(?<version>[^""]*)""")]
    private static partial Regex Brand();

    [GeneratedRegex(@"^\d{1,8}(\.\d{1,6})?")]
    private static partial Regex Version();
}
