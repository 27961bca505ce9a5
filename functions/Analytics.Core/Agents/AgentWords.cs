using System.Buffers;

namespace Analytics.Core.Agents;

/// <summary>A set of words to find in user agents, in any letter case, each with its own rule for word borders. Thread-safe.</summary>
internal sealed class AgentWords
{
    private readonly SearchValues<string> _all;
    private readonly ILookup<char, Word> _byFirst;

    public AgentWords(IEnumerable<string> patterns)
    {
        var words = patterns.Select(Word.Parse).DistinctBy(word => (word.Text, word.AnyBefore, word.AnyAfter, word.FirstOnly)).ToList();
        _all = SearchValues.Create([.. words.Select(word => word.Text).Distinct()], StringComparison.OrdinalIgnoreCase);
        _byFirst = words.ToLookup(word => word.Text[0]);
    }

    /// <summary>Returns true if the agent contains a word.</summary>
    public bool AreIn(ReadOnlySpan<char> agent)
    {
        for (var index = 0; index < agent.Length; index++)
        {
            var next = agent[index..].IndexOfAny(_all);
            if (next < 0)
            {
                return false;
            }

            index += next;
            foreach (var word in _byFirst[char.ToLowerInvariant(agent[index])])
            {
                if (word.IsAt(agent, index))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private sealed record Word(string Text, bool AnyBefore, bool AnyAfter, bool FirstOnly)
    {
        public static Word Parse(string pattern)
        {
            var isFirst = pattern.StartsWith('^');
            var text = pattern.TrimStart('^');
            return new(text.Trim('*').Trim().ToLowerInvariant(), text.StartsWith('*'), text.EndsWith('*'), isFirst);
        }

        public bool IsAt(ReadOnlySpan<char> agent, int index)
        {
            var end = index + Text.Length;
            return agent[index..].StartsWith(Text, StringComparison.OrdinalIgnoreCase)
                && (!FirstOnly || index == 0)
                && (AnyBefore || index == 0 || !char.IsAsciiLetterOrDigit(Text[0]) || !char.IsAsciiLetterOrDigit(agent[index - 1]))
                && (AnyAfter || end == agent.Length || !char.IsAsciiLetterOrDigit(Text[^1]) || !char.IsAsciiLetter(agent[end]));
        }
    }
}
