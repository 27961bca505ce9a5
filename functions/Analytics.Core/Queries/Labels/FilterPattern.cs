using System.Text.RegularExpressions;

namespace Analytics.Core.Queries.Labels;

/// <summary>
/// Regular expressions from clients. They run in time linear in the text; how long a character takes may grow with the pattern.
/// </summary>
internal static class FilterPattern
{
    /// <param name="pattern">The pattern.</param>
    /// <param name="caseSensitive">True if case matters.</param>
    /// <param name="timeout">Maximum time for one text.</param>
    /// <exception cref="RegexParseException">The pattern is malformed.</exception>
    /// <exception cref="NotSupportedException">The pattern is too large or needs backtracking.</exception>
    public static Regex Create(string pattern, bool caseSensitive, TimeSpan timeout) =>
        new(
            pattern,
            RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | (caseSensitive ? 0 : RegexOptions.IgnoreCase),
            timeout
        );
}
