namespace Analytics.Core.Agents;

/// <summary>A rule that recognises a browser or an operating system in a user agent: one line of the file of agents.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Token">The case-sensitive text that identifies it, as a whole word.</param>
/// <param name="VersionToken">The text before its version.</param>
/// <param name="Fixed">The version itself; null if the version is read from the agent.</param>
/// <param name="Also">A second text that the agent must contain; null if there is none.</param>
/// <param name="Not">A text that the agent must not contain; null if there is none.</param>
internal sealed record AgentRule(string Name, string Token, string VersionToken, string? Fixed, string? Also, string? Not)
{
    /// <summary>Returns true if an agent matches this rule.</summary>
    public bool Matches(string agent) =>
        Find(agent, Token) >= 0
        && (Also is null || agent.Contains(Also, StringComparison.Ordinal))
        && (Not is null || !agent.Contains(Not, StringComparison.Ordinal));

    /// <summary>Returns the version of a matching agent as major.minor; empty if the agent has none.</summary>
    public string VersionIn(string agent)
    {
        if (Fixed is not null)
        {
            return Fixed;
        }

        for (var index = Find(agent, VersionToken); index >= 0; index = Find(agent, VersionToken, index + 1))
        {
            var rest = agent.AsSpan(index + VersionToken.Length).TrimStart("/ :@_-v");
            if (Number(rest, 8) is { Length: > 0 } major)
            {
                var minor = rest.Length > major.Length && rest[major.Length] is '.' or '_' ? Number(rest[(major.Length + 1)..], 6) : "";
                return minor.Length == 0 ? major : $"{major}.{minor}";
            }
        }

        return "";
    }

    private static string Number(ReadOnlySpan<char> text, int maxDigits)
    {
        var end = text.IndexOfAnyExceptInRange('0', '9');
        end = end < 0 ? text.Length : end;
        return end > maxDigits ? "" : text[..end].ToString();
    }

    /// <summary>Finds a token that is not part of a longer word.</summary>
    private static int Find(string agent, string token, int from = 0)
    {
        for (
            var index = agent.IndexOf(token, from, StringComparison.Ordinal);
            index >= 0;
            index = agent.IndexOf(token, index + 1, StringComparison.Ordinal)
        )
        {
            var end = index + token.Length;
            var begins = index == 0 || !char.IsAsciiLetterOrDigit(token[0]) || !char.IsAsciiLetterOrDigit(agent[index - 1]);
            var ends = end == agent.Length || !char.IsAsciiLetterOrDigit(token[^1]) || !char.IsAsciiLetter(agent[end]);
            if (begins && ends)
            {
                return index;
            }
        }

        return -1;
    }
}
