namespace Analytics.Core.Definitions;

/// <summary>
/// A path in which <c>*</c> stands for any characters but a slash and <c>**</c> for any characters, none included: <c>/blog**</c> matches
/// <c>/blog</c> and <c>/blog/a</c>. Letters are compared exactly. Immutable; safe for concurrent use.
/// </summary>
/// <remarks>Runs in O(length of the path · wildcards), whatever the pattern is, because all ways to match are followed at once.</remarks>
public sealed class PagePattern
{
    private const char Star = '*';

    /// <summary>The pattern's characters; a wildcard is one element.</summary>
    private readonly (char Character, bool IsWildcard, bool CrossesSlashes)[] _elements;
    private readonly string? _literal;

    private PagePattern(string text, (char Character, bool IsWildcard, bool CrossesSlashes)[] elements)
    {
        _elements = elements;
        _literal = elements.Any(element => element.IsWildcard) ? null : text;
    }

    /// <summary>Reads a pattern.</summary>
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

        return new(text, [.. elements]);
    }

    /// <summary>True if the whole path matches.</summary>
    public bool IsMatch(string path)
    {
        if (_literal is not null)
        {
            return path == _literal;
        }

        // The positions in the pattern that the path read so far may have reached, each once, ascending.
        var (reached, next) = (new List<int>(), new List<int>());
        Reach(reached, 0);
        foreach (var character in path)
        {
            next.Clear();
            foreach (var position in reached)
            {
                if (position == _elements.Length)
                {
                    continue;
                }

                var (expected, isWildcard, crosses) = _elements[position];
                if (isWildcard && (crosses || character != '/'))
                {
                    Reach(next, position);
                }
                else if (!isWildcard && character == expected)
                {
                    Reach(next, position + 1);
                }
            }

            (reached, next) = (next, reached);
        }

        return reached.Count > 0 && reached[^1] == _elements.Length;
    }

    /// <summary>Adds a position, and those behind wildcards that stand for nothing.</summary>
    private void Reach(List<int> positions, int position)
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
