namespace Analytics.Benchmarks.Accuracy;

/// <summary>Which names of the public lists and of ours mean the same.</summary>
internal static class PublicNames
{
    private static readonly Dictionary<string, string> Ours = new(StringComparer.Ordinal)
    {
        ["Chrome Mobile"] = "Chrome",
        ["Chrome Mobile iOS"] = "Chrome",
        ["Mobile Safari"] = "Safari",
        ["Firefox Mobile"] = "Firefox",
        ["Firefox Mobile iOS"] = "Firefox",
        ["Opera Mobile"] = "Opera",
        ["Yandex Browser Lite"] = "Yandex Browser",
        ["Mi Browser"] = "MIUI Browser",
        ["Huawei Browser Mobile"] = "Huawei Browser",
        ["IE Mobile"] = "Internet Explorer Mobile",
        ["vivo Browser"] = "Vivo Browser",
        ["Mobile Silk"] = "Silk",
        ["Openwave Mobile Browser"] = "Openwave",
        ["UC Browser Turbo"] = "UC Browser",
        ["UC Browser Mini"] = "UC Browser",
        ["UC Browser HD"] = "UC Browser",
        ["Puffin Web Browser"] = "Puffin",
        ["Puffin Cloud Browser"] = "Puffin",
        ["Puffin Secure Browser"] = "Puffin",
        ["HeyTapBrowser"] = "Heytap Browser",
        ["Aloha Browser"] = "Aloha",
        ["Meizu Browser"] = "Meizu Browser",
        ["DuckDuckGo Privacy Browser"] = "DuckDuckGo",
        ["Oppo Browser"] = "OPPO Browser",
        ["LieBaoFast"] = "Liebao",
        ["HONOR Browser"] = "Honor Browser",
        ["Hawk Quick Browser"] = "Hawk",
        ["SEMC-Browser"] = "SEMC Browser",
        ["AOL Explorer"] = "AOL",
        ["AOL Shield"] = "AOL",
        ["Qwant Mobile"] = "Qwant",
        ["Rekonq"] = "rekonq",
        ["Iron Mobile"] = "Iron",
        ["Sogou Mobile Browser"] = "Sogou Mobile Browser",
    };

    /// <summary>True if the names are of one browser, or ours is the family that the list names.</summary>
    public static bool SameBrowser(PublicAgent agent, string ours) =>
        Ours.GetValueOrDefault(agent.Browser, agent.Browser) == ours
        || (agent.BrowserFamily.Length > 0 && agent.BrowserFamily == (ours is "Chrome Webview" ? "Chrome" : ours));

    /// <summary>True if the versions agree as far as ours goes, major and minor.</summary>
    public static bool SameVersion(string theirs, string ours)
    {
        var (a, b) = (theirs.Split('.'), ours.Split('.'));
        return a[0] == b[0] && (a.Length < 2 || b.Length < 2 || a[1] == b[1]);
    }

    /// <summary>True if the names are of one system, or ours is the family that the list names.</summary>
    public static bool SameSystem(PublicAgent agent, string ours) =>
        agent.Os == ours
        || agent.OsFamily == ours
        || (agent.OsFamily, ours)
            is
                ("Linux", "GNU/Linux")
                or
                ("GNU/Linux", "Ubuntu" or "Fedora")
                or
                ("Windows Mobile", "Windows Phone")
                or
                ("Symbian", "Symbian")
                or
                ("Mobile Gaming Console" or "Gaming Console", "PlayStation" or "Nintendo" or "Xbox");

    /// <summary>True if a channel is what a medium of the list of referrers means.</summary>
    public static bool SameMedium(string medium, string channel) =>
        medium switch
        {
            "search" => channel is "Organic Search" or "Organic Shopping",
            "social" => channel is "Organic Social" or "Organic Video",
            "email" => channel == "Email",
            "paid" => channel.StartsWith("Paid", StringComparison.Ordinal),
            "chatbot" => channel == "AI Assistants",
            _ => channel == "Referral",
        };
}
