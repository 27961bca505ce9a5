using System.Diagnostics.CodeAnalysis;

namespace Analytics.Web.Tracker;

/// <summary>
/// Parses the names under which the script is requested: <c>script.js</c>, with extensions as in <c>plausible.hash.outbound-links.js</c>,
/// or <c>pa-XXXX.js</c>, a script that waits for <c>plausible.init</c>; <c>pa-with_hash_outbound-links.js</c> has these extensions
/// alone.
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

    // The beginning of the ids of scripts that wait and name their extensions. No id of Plausible's has an underscore after "with".
    private const string Named = "pa-with";
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

        if (name.StartsWith(Named, StringComparison.Ordinal) && name[..^End.Length].Split('_') is [Named, .. var named] && AreKnown(named))
        {
            options = string.Join(',', OptionsOf(named).Prepend("init:1"));
            return true;
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

    /// <summary>Returns the id of the script that waits for <c>plausible.init</c> and has exactly some extensions.</summary>
    public static string IdOf(IEnumerable<string> extensions) => string.Join('_', extensions.Prepend(Named));

    private static bool AreKnown(IEnumerable<string> extensions) =>
        extensions.All(extension => Extensions.Any(known => known.Name == extension));

    private static IEnumerable<string> OptionsOf(IReadOnlyCollection<string> extensions) =>
        Extensions.Where(known => extensions.Contains(known.Name)).Select(known => known.Option).OfType<string>();
}
