namespace Analytics.Core.Definitions;

/// <summary>
/// A path in which <c>*</c> stands for any characters but a slash and <c>**</c> for any characters, none included: <c>/blog**</c> matches
/// <c>/blog</c> and <c>/blog/a</c>. Letters are compared exactly. Immutable; safe for concurrent use.
/// </summary>
/// <remarks>O(length of the path · wildcards) for every pattern, because all ways to match are followed in parallel, without
/// backtracking.</remarks>
public sealed class PagePattern
{
    private const char Star = '*';

    /// <summary>The pattern's characters; a wildcard is one element.</summary>
    private readonly (char Character, bool IsWildcard, bool CrossesSlashes)[] _elements;
    private readonly string _prefix;
    private readonly string _suffix;

    private PagePattern((char Character, bool IsWildcard, bool CrossesSlashes)[] elements)
    {
        _elements = elements;
        _prefix = Literal(elements.TakeWhile(static element => !element.IsWildcard));
        _suffix = Literal(elements.Reverse().TakeWhile(static element => !element.IsWildcard).Reverse());

        static string Literal(IEnumerable<(char Character, bool, bool)> elements) =>
            string.Concat(elements.Select(static element => element.Character));
    }

    /// <summary>Parses a pattern. Every text is one.</summary>
    /// <param name="text">The path with its wildcards.</param>
    public static PagePattern Parse(string text)
    {
        var elements = new List<(char Character, bool IsWildcard, bool CrossesSlashes)>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var isWildcard = text[i] == Star;
            var crosses = isWildcard && i + 1 < text.Length && text[i + 1] == Star;
            elements.Add((text[i], isWildcard, crosses));
            i += crosses ? 1 : 0;
        }

        return new([.. elements]);
    }

    /// <summary>Returns true if the whole path matches.</summary>
    public bool IsMatch(string path)
    {
        // Most paths begin or end otherwise than the pattern does.
        if (!path.StartsWith(_prefix, StringComparison.Ordinal) || !path.EndsWith(_suffix, StringComparison.Ordinal))
        {
            return false;
        }

        return _prefix.Length == _elements.Length ? path.Length == _prefix.Length : IsMatch(path.AsSpan(_prefix.Length));
    }

    /// <summary>Returns true if the rest of a path matches that of the pattern, which begins with a wildcard.</summary>
    private bool IsMatch(ReadOnlySpan<char> rest)
    {
        if (_elements is [.., { IsWildcard: true } last] && _prefix.Length == _elements.Length - 1)
        {
            return last.CrossesSlashes || !rest.Contains('/');
        }

        // The positions in the pattern at which a match of the characters read so far can stand: distinct, ascending.
        var (positions, nextPositions) = (new List<int>(), new List<int>());
        AddPosition(positions, _prefix.Length);
        foreach (var character in rest)
        {
            nextPositions.Clear();
            foreach (var position in positions)
            {
                if (position == _elements.Length)
                {
                    continue;
                }

                var (expected, isWildcard, crosses) = _elements[position];
                if (isWildcard && (crosses || character != '/'))
                {
                    AddPosition(nextPositions, position);
                }
                else if (!isWildcard && character == expected)
                {
                    AddPosition(nextPositions, position + 1);
                }
            }

            (positions, nextPositions) = (nextPositions, positions);
        }

        return positions.Count > 0 && positions[^1] == _elements.Length;
    }

    /// <summary>Adds a position, and those behind wildcards that stand for nothing.</summary>
    private void AddPosition(List<int> positions, int position)
    {
        for (; positions.Count == 0 || positions[^1] < position; position++)
        {
            positions.Add(position);
            if (position == _elements.Length || !_elements[position].IsWildcard)
            {
                return;
            }
        }
    }
}
