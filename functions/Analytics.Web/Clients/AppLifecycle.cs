using System.Collections.Frozen;

namespace Analytics.Web.Clients;

/// <summary>
/// Events that libraries for apps send by themselves as the app starts, ends or changes. Several products share the names. Thread-safe.
/// </summary>
internal static class AppLifecycle
{
    private static readonly FrozenSet<string> Names = new[]
    {
        "Application Installed",
        "Application Updated",
        "Application Opened",
        "Application Became Active",
        "Application Foregrounded",
        "Application Backgrounded",
        "Application Crashed",
        "Application Uninstalled",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Returns true if an event of the name is no action of the visitor.</summary>
    public static bool Contains(string name) => Names.Contains(name);
}
