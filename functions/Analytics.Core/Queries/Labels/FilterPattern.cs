using System.Text.RegularExpressions;

namespace Analytics.Core.Queries.Labels;

/// <summary>Regular expressions from clients. They run in linear time, so that no pattern can block a server.</summary>
internal static class FilterPattern
{
    private const int MaxLength = 500;

    /// <exception cref="QueryException">The pattern is too long, malformed, or needs backtracking.</exception>
    public static Regex Create(string pattern, bool caseSensitive)
    {
        if (pattern.Length > MaxLength)
        {
            throw new QueryException($"A regular expression has {pattern.Length} characters; at most {MaxLength} are accepted.");
        }

        var options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | (caseSensitive ? 0 : RegexOptions.IgnoreCase);
        try
        {
            return new Regex(pattern, options);
        }
        catch (ArgumentException exception)
        {
            throw new QueryException($"The regular expression '{pattern}' is malformed: {exception.Message}", exception);
        }
        catch (NotSupportedException exception)
        {
            throw new QueryException(
                $"The regular expression '{pattern}' is too large or uses what only backtracking can do (lookaround, "
                    + "backreference, atomic group); write it without.",
                exception
            );
        }
    }
}
