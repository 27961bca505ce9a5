using System.Buffers;

namespace Analytics.Core.Agents;

/// <summary>
/// Decides by the user agent alone whether a program and no person is behind it: it is empty, carries one of <see cref="BotMarkers"/>, or
/// names neither a browser nor an operating system. Pure and thread-safe.
/// </summary>
public static class BotFilter
{
    private static readonly SearchValues<string> Markers =
        SearchValues.Create(BotMarkers.All, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether the agent is a bot's.</summary>
    public static bool IsBot(string userAgent) => IsBot(userAgent, UserAgentParser.Parse(userAgent));

    internal static bool IsBot(string userAgent, UserAgent facts)
    {
        var text = userAgent.AsSpan().Trim();
        return text.IsEmpty
            || text is "-"
            || (facts.Browser.Length == 0 && facts.Os.Length == 0)
            || text.ContainsAny(Markers)
            || NamesARobot(text);
    }

    private static bool NamesARobot(ReadOnlySpan<char> text)
    {
        for (int at; (at = text.IndexOf("bot", StringComparison.OrdinalIgnoreCase)) >= 0; text = text[(at + 3)..])
        {
            if (!text[..at].EndsWith("cu", StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
