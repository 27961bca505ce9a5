using System.Text.RegularExpressions;

namespace Analytics.Local.Tests.Imports;

/// <summary>
/// Bots and browsers among the agents of the real log, told by rules made by reading its agents. Shares nothing with the product.
/// </summary>
internal static partial class OracleAgents
{
    // Before the ones that they pretend to be.
    private static readonly (string Pattern, string Name)[] Browsers =
    [
        ("Instagram", "Instagram"),
        (@"GSA/\d", "Google Search App"),
        ("Thunderbird", "Thunderbird"),
        ("OPR/", "Opera"),
        ("Silk/", "Silk"),
        (@"\bAOL \d|America Online", "AOL"),
        ("CoolNovo", "CoolNovo"),
        ("Iron/", "Iron"),
        ("dwb/", "dwb"),
        ("Iceweasel", "Iceweasel"),
        ("SeaMonkey", "SeaMonkey"),
        ("conkeror", "Conkeror"),
        ("Midori", "Midori"),
        ("rekonq", "rekonq"),
        ("Chromium/", "Chromium"),
        ("Opera Mini", "Opera Mini"),
        ("Opera", "Opera"),
        ("MAXTHON", "Maxthon"),
        (@"MSIE|Trident/.*rv:", "Internet Explorer"),
        (@"Firefox/|BonEcho", "Firefox"),
        ("CriOS", "Chrome"),
        (@"Version/4\.0 Chrome/", "Chrome Webview"),
        ("Chrome/", "Chrome"),
        (@"Android.*AppleWebKit", "Android Browser"),
        (@"Safari/", "Safari"),
        (@"(iPhone|iPad).*AppleWebKit", "Safari Webview"),
        (@"UP\.Browser", "Openwave"),
        ("WAP Browser", "MAUI WAP Browser"),
        ("^Lynx", "Lynx"),
        ("^Links", "Links"),
    ];

    /// <summary>Says it is one, gives the address of a page about itself, is a library or a reader of feeds, or says nothing.</summary>
    public static bool IsBot(string agent) => Machine().IsMatch(agent) || Nothing().IsMatch(agent);

    public static string BrowserOf(string agent) =>
        Browsers.FirstOrDefault(browser => Regex.IsMatch(agent, browser.Pattern)) is { Name: { } name } ? name : "(not set)";

    [GeneratedRegex(
        "bot|spider|crawl|slurp|https?:/|feed|fetch|subscriber|re[ae]der/|rss|archive|proxy|preview|favicon|phantomjs|nutch|ezooms"
            + "|python|libwww-perl|ruby|indy library|portscout|binlar|robosourcer|DTS Agent|theoldreader|appengine",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Machine();

    [GeneratedRegex(@"^(-|None|&as_qdr=all|Mozilla/4\.0( \(compatible;\))?)?$")]
    private static partial Regex Nothing();
}
