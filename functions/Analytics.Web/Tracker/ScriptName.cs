using System.Diagnostics.CodeAnalysis;

namespace Analytics.Web.Tracker;

/// <summary>
/// Parses the names under which the script is requested: <c>script.js</c>, with extensions as in <c>plausible.hash.outbound-links.js</c>,
/// or <c>pa-XXXX.js</c>, a script that waits for <c>plausible.init</c>.
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

    private const string End = ".js";
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

        if (
            !Beginnings.Contains(parts[0], StringComparer.Ordinal)
            || parts.Skip(1).Any(part => !Extensions.Any(extension => extension.Name == part))
        )
        {
            return false;
        }

        options = string.Join(
            ',',
            Extensions
                .Where(extension => extension.Option is not null && parts.Contains(extension.Name))
                .Select(extension => extension.Option)
        );
        return true;
    }
}
