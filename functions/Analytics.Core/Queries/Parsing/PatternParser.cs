using System.Text.RegularExpressions;
using Analytics.Core.Queries.Labels;

namespace Analytics.Core.Queries.Parsing;

/// <summary>Checks the regular expressions of filters.</summary>
internal static partial class PatternParser
{
    private const int MaxLength = 500;

    /// <summary>Checks a pattern.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="caseSensitive">True if case matters.</param>
    /// <param name="path">The pattern's place in the question, with which the refusal begins.</param>
    /// <exception cref="QueryException">The pattern is too long, malformed, or needs backtracking.</exception>
    public static void Check(string pattern, bool caseSensitive, string path)
    {
        if (pattern.Length > MaxLength)
        {
            throw new QueryException($"{path} has {pattern.Length} characters; at most {MaxLength} are accepted in a regular expression.");
        }

        try
        {
            FilterPattern.Create(pattern, caseSensitive, Timeout.InfiniteTimeSpan);
        }
        catch (RegexParseException exception)
        {
            throw new QueryException(
                $"{path} is '{Expect.Cut(pattern)}', which is no regular expression: {Words(exception.Error)} "
                    + $"at character {exception.Offset}; correct it.",
                exception
            );
        }
        catch (NotSupportedException exception)
        {
            throw new QueryException(
                $"{path} is '{Expect.Cut(pattern)}', which is too large or uses what only backtracking can do (lookaround, "
                    + "backreference, atomic group); write it without.",
                exception
            );
        }
    }

    /// <summary>Returns the name of an error as words. The exception's own message repeats the whole pattern.</summary>
    private static string Words(RegexParseError error) => WordStart().Replace(error.ToString(), " $0").ToLowerInvariant();

    [GeneratedRegex("(?<!^)[A-Z]")]
    private static partial Regex WordStart();
}
