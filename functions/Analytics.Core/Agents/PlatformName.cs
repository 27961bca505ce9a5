namespace Analytics.Core.Agents;

/// <summary>The kinds of clients that send events: values of <c>visit:platform</c>.</summary>
public static class PlatformName
{
    /// <summary>Returns the platform of an agent in UTF-8.</summary>
    internal static ReadOnlySpan<byte> Of(UserAgent facts, AgentKind kind, bool isOkHttp) =>
        facts.Os switch
        {
            _ when facts.Browser is "Electron" or "NW.js" => "Desktop app"u8,
            _ when facts.Browser.Length > 0 && !(facts.Browser == "Android Browser" && facts.BrowserVersion.Length == 0) => "Web"u8,
            "Android" or "HarmonyOS" or "Fire OS" => "Android"u8,
            "iOS" or "tvOS" => "iOS"u8,
            _ when isOkHttp => "Android"u8,
            _ when kind == AgentKind.Person => "Desktop app"u8,
            _ => "Server"u8,
        };
}
