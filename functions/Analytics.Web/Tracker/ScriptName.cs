using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Analytics.Core.Sites;

namespace Analytics.Web.Tracker;

/// <summary>
/// Parses the names under which the script is requested: <c>script.js</c>, with extensions as in <c>plausible.hash.outbound-links.js</c>,
/// or <c>pa-XXXX.js</c>, a script that waits for <c>plausible.init</c>; <c>pa-for_example.com.js</c> is that of a site.
/// </summary>
internal static class ScriptName
{
    /// <summary>
    /// Every extension and the option that it enables; null if its feature is always on. The order is that of the options in the script.
    /// </summary>
    public static readonly IReadOnlyList<(string Name, string? Option)> Extensions =
    [
        ("404", "notFound:1"),
        ("compat", null),
        ("engagement", null),
        ("exclusions", null),
        ("file-downloads", "fileDownloads:1"),
        ("form-submissions", "formSubmissions:1"),
        ("hash", "hashBasedRouting:1"),
        ("local", "captureOnLocalhost:1"),
        ("manual", "autoCapturePageviews:0"),
        ("outbound-links", "outboundLinks:1"),
        ("pageleave", null),
        ("pageview-props", null),
        ("revenue", null),
        ("tagged-events", "taggedEvents:1"),
        ("web-vitals", "webVitals:1"),
    ];

    // The options that a new site of Plausible has enabled; plausible.init can disable each.
    private const string Waiting = "init:1,fileDownloads:1,formSubmissions:1,outboundLinks:1,taggedEvents:1";

    private const string OfSite = "pa-for_";
    private const string End = ".js";

    private static readonly (string Name, Func<TrackerScript, bool> IsOn)[] Configurable =
    [
        ("404", script => script.NotFound),
        ("file-downloads", script => script.FileDownloads),
        ("form-submissions", script => script.FormSubmissions),
        ("hash", script => script.HashBasedRouting),
        ("outbound-links", script => script.OutboundLinks),
        ("tagged-events", script => script.TaggedEvents),
    ];

    private static readonly string[] Beginnings = ["script", "plausible", "analytics", "p"];

    /// <summary>
    /// Parses the options that a name enables, as the members of a JavaScript object: one text for all orders of the same extensions.
    /// </summary>
    /// <param name="name">The file's name.</param>
    /// <param name="options">The options; empty for none.</param>
    /// <returns>False if there is no script of that name.</returns>
    public static bool TryParse(string name, [NotNullWhen(true)] out string? options)
    {
        options = null;
        if (!name.EndsWith(End, StringComparison.Ordinal))
        {
            return false;
        }

        var parts = name[..^End.Length].Split('.');
        if (parts is [['p', 'a', '-', _, ..]])
        {
            options = Waiting;
            return true;
        }

        if (!Beginnings.Contains(parts[0], StringComparer.Ordinal) || !AreKnown(parts.Skip(1)))
        {
            return false;
        }

        options = string.Join(',', OptionsOf(parts));
        return true;
    }

    /// <summary>Returns the id of the script of a site's pages. It stays when the site gets another domain or configuration.</summary>
    public static string IdOf(Site site) => OfSite + site.Id;

    /// <summary>Returns the id of the site whose script has a name; null if it is no site's script.</summary>
    public static string? SiteOf(string name) =>
        name.StartsWith(OfSite, StringComparison.Ordinal)
        && name.EndsWith(End, StringComparison.Ordinal)
        && SiteDomain.IsId(name[OfSite.Length..^End.Length])
            ? name[OfSite.Length..^End.Length]
            : null;

    /// <summary>
    /// Returns the options of a site's script: it waits for <c>plausible.init</c>, measures what the site configures, and sends to the
    /// site from every host, such as a subdomain.
    /// </summary>
    public static string OptionsOf(Site site) =>
        string.Join(
            ',',
            OptionsOf([.. Configurable.Where(one => one.IsOn(site.TrackerScript ?? new())).Select(one => one.Name)])
                .Prepend("init:1")
                .Append($"domain:\"{JsonEncodedText.Encode(site.Domain)}\"")
        );

    private static bool AreKnown(IEnumerable<string> extensions) =>
        extensions.All(extension => Extensions.Any(known => known.Name == extension));

    private static IEnumerable<string> OptionsOf(IReadOnlyCollection<string> extensions) =>
        Extensions.Where(known => extensions.Contains(known.Name)).Select(known => known.Option).OfType<string>();
}
