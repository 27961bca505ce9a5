using Analytics.Core.Agents;
using Analytics.Core.Queries.Labels;

namespace Analytics.Web.Clients;

/// <summary>
/// Maps names of visitors' devices, browsers and places in other products to ours, live and in histories. Thread-safe.
/// </summary>
public static class ProductNames
{
    private static readonly Dictionary<string, string> Browsers = new(StringComparer.OrdinalIgnoreCase)
    {
        ["chrome"] = "Chrome",
        ["crios"] = "Chrome",
        ["Chrome Mobile"] = "Chrome",
        ["Chrome Mobile iOS"] = "Chrome",
        ["chromium-webview"] = "Chrome Webview",
        ["Android Webview"] = "Chrome Webview",
        ["firefox"] = "Firefox",
        ["fxios"] = "Firefox",
        ["Firefox Mobile"] = "Firefox",
        ["safari"] = "Safari",
        ["ios"] = "Safari",
        ["ios-webview"] = "Safari",
        ["Mobile Safari"] = "Safari",
        ["Safari (in-app)"] = "Safari",
        ["edge"] = "Microsoft Edge",
        ["edge-chromium"] = "Microsoft Edge",
        ["edge-ios"] = "Microsoft Edge",
        ["samsung"] = "Samsung Browser",
        ["Samsung Internet"] = "Samsung Browser",
        ["opera"] = "Opera",
        ["yandexbrowser"] = "Yandex Browser",
        ["facebook"] = "Facebook",
        ["instagram"] = "Instagram",
    };

    private static readonly Dictionary<string, string> Systems = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Mac OS"] = "Mac",
        ["Macintosh"] = "Mac",
        ["macOS"] = "Mac",
        ["Android OS"] = "Android",
        ["Linux"] = "GNU/Linux",
        ["Web"] = "",
        ["iPadOS"] = "iOS",
    };

    /// <summary>Returns our name of a browser.</summary>
    public static string Browser(string? name) => string.IsNullOrEmpty(name) ? "" : Browsers.GetValueOrDefault(name, name);

    /// <summary>Returns our name of an operating system, without its version.</summary>
    public static string System(string? name) =>
        string.IsNullOrEmpty(name) ? ""
        : Systems.TryGetValue(name, out var system) ? system
        : name.StartsWith("Windows ", StringComparison.OrdinalIgnoreCase) ? "Windows"
        : name;

    /// <summary>Returns the version in a name of Windows; empty for other names.</summary>
    public static string SystemVersion(string? name) =>
        name?.StartsWith("Windows ", StringComparison.OrdinalIgnoreCase) == true ? name["Windows ".Length..] : "";

    /// <summary>Returns our name of a device class.</summary>
    public static string Device(string? name) =>
        name?.ToLowerInvariant() switch
        {
            "mobile" or "smartphone" or "phablet" or "feature phone" => DeviceClass.Mobile,
            "tablet" => DeviceClass.Tablet,
            "laptop" => DeviceClass.Laptop,
            "desktop" => DeviceClass.Desktop,
            _ => "",
        };

    /// <summary>Returns a version as major.minor.</summary>
    public static string Version(string? version) => version is null ? "" : string.Join('.', version.Split('.', '_').Take(2));

    /// <summary>Returns the primary tag of a language.</summary>
    public static string Language(string? language) =>
        language?.Split('-', '_')[0].ToLowerInvariant() is { Length: 2 or 3 } tag ? tag : "";

    /// <summary>Returns the code of a country that is given by its code or its English name; null if there is none.</summary>
    public static string? CountryCode(string? country) => Country(country) is { Length: 2 } code ? code : null;

    /// <summary>
    /// Returns the code of a country that is given by its code or its English name; empty if there is none. An unknown name stays as it
    /// is.
    /// </summary>
    public static string Country(string? country) =>
        country is null ? ""
        : CountryCodes.Of(country) is { } code ? code
        : country.Length == 2 ? country.ToUpperInvariant()
        : country;
}
