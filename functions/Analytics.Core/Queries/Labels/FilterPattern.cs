using System.Text.RegularExpressions;

namespace Analytics.Core.Queries.Labels;

/// <summary>Regular expressions from clients. They run in linear time, so that no pattern can block a server.</summary>
internal static class FilterPattern
{
    /// <exception cref="RegexParseException">The pattern is malformed.</exception>
    /// <exception cref="NotSupportedException">The pattern is too large or needs backtracking.</exception>
    public static Regex Create(string pattern, bool caseSensitive) =>
        new(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | (caseSensitive ? 0 : RegexOptions.IgnoreCase));
}
