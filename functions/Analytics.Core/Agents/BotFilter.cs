using System.Text.RegularExpressions;

namespace Analytics.Core.Agents;

/// <summary>Decides by the user agent alone whether a program and no person is behind it. Pure and thread-safe.</summary>
public static partial class BotFilter
{
    /// <summary>True if the agent is not a person's browser or app.</summary>
    public static bool IsBot(string userAgent) => KindOf(userAgent) != AgentKind.Person;

    /// <summary>The kind of client that an agent belongs to.</summary>
    public static AgentKind KindOf(string userAgent) => KindOf(userAgent, UserAgentParser.Parse(userAgent));

    internal static AgentKind KindOf(string userAgent, UserAgent facts)
    {
        var text = userAgent.AsSpan().Trim();
        if (text.IsEmpty || text is "-")
        {
            return AgentKind.Library;
        }

        // A telephone may have any name: Ruby, Reeder, Spider 8.
        var judged = AgentRules.Current.WithoutExempt(Model().Replace(userAgent, "Android"));
        if (AgentRules.Current.Robots.AreIn(judged) || Address().IsMatch(judged))
        {
            return AgentKind.Robot;
        }

        // Within the agent of a browser or an app a library's name is a model's or a part's: Ruby is a telephone.
        var end = text.IndexOfAny('/', '(');
        return
            (facts.Browser.Length == 0 && facts.Os.Length == 0)
            || (facts.Browser.Length == 0 && AgentRules.Current.Libraries.AreIn(end < 0 ? text : text[..end]))
            ? AgentKind.Library
            : AgentKind.Person;
    }

    [GeneratedRegex(@"Andr[o0]id [\d.]+; (?:[a-z]{2}-[a-z]{2}; )?[^;)]*?(?= Build/|;|\)| AppleWebKit)", RegexOptions.IgnoreCase)]
    private static partial Regex Model();

    /// <summary>The address of who runs the robot: a URL, a mail address, or a host as the first word or after a plus sign.</summary>
    [GeneratedRegex(
        @"https?://|www\.|[\w.-]+@[\w-]+\.[a-z]{2,}|\+[a-z0-9-]+\.[a-z]{2,}|^[a-z0-9-]+\.(com|net|org|io|ru|de|ai|dev)\b",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Address();
}
