using System.Text.RegularExpressions;

namespace Analytics.Core.Agents;

/// <summary>Decides by the user agent alone whether a client is a program. Pure and thread-safe.</summary>
public static partial class BotFilter
{
    /// <summary>Returns true if the agent is not a person's browser or app.</summary>
    public static bool IsBot(string userAgent) => KindOf(userAgent) != AgentKind.Person;

    /// <summary>Returns the kind of client of an agent.</summary>
    public static AgentKind KindOf(string userAgent) => KindOf(userAgent, UserAgentParser.Parse(userAgent));

    internal static AgentKind KindOf(string userAgent, UserAgent facts)
    {
        var text = userAgent.AsSpan().Trim();
        if (text.IsEmpty || text is "-")
        {
            return AgentKind.Library;
        }

        // A telephone's model may look like a robot: Ruby, Reeder, Spider 8.
        var judged = AgentRules.Current.WithoutExempt(Model().Replace(userAgent, "Android"));
        if (AgentRules.Current.Robots.AreIn(judged) || Address().IsMatch(judged))
        {
            return AgentKind.Robot;
        }

        // Only the first word may name a library. Later in an agent the same name is a model or a component: Ruby is a telephone.
        var end = text.IndexOfAny('/', '(');
        return
            (facts.Browser.Length == 0 && facts.Os.Length == 0)
            || (facts.Browser.Length == 0 && AgentRules.Current.Libraries.AreIn(end < 0 ? text : text[..end]))
            ? AgentKind.Library
            : AgentKind.Person;
    }

    [GeneratedRegex(@"Andr[o0]id [\d.]+; (?:[a-z]{2}-[a-z]{2}; )?[^;)]*?(?= Build/|;|\)| AppleWebKit)", RegexOptions.IgnoreCase)]
    private static partial Regex Model();

    /// <summary>The address of a robot's operator: a URL, a mail address, or a host as the first word or after a plus sign.</summary>
    [GeneratedRegex(
        @"https?://|www\.|[\w.-]+@[\w-]+\.[a-z]{2,}|\+[a-z0-9-]+\.[a-z]{2,}|^[a-z0-9-]+\.(com|net|org|io|ru|de|ai|dev)\b",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Address();
}
