using System.Text.RegularExpressions;
using Analytics.Core.Queries.Labels;
using Analytics.Core.Queries.Parsing;

namespace Analytics.Core.Queries.Execution;

/// <summary>
/// Tests texts against regular expressions for a limited time in all, because a character takes longer the more states a pattern has: with
/// <c>.*a.{900}b</c> some 8 µs. Thread-safe.
/// </summary>
internal sealed class PatternTest
{
    /// <summary>Time for all texts of a question together, of all threads.</summary>
    public static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(5);

    private readonly IReadOnlyList<string> _clauses;
    private readonly Regex[] _patterns;
    private readonly TimeSpan _maxTime;
    private long _ticks;

    /// <param name="clauses">The regular expressions.</param>
    /// <param name="caseSensitive">True if case matters.</param>
    /// <param name="maxTime">Time for all texts together.</param>
    public PatternTest(IReadOnlyList<string> clauses, bool caseSensitive, TimeSpan maxTime)
    {
        (_clauses, _maxTime) = (clauses, maxTime);
        _patterns = [.. clauses.Select(clause => FilterPattern.Create(clause, caseSensitive, maxTime))];
    }

    /// <summary>Returns true if a text matches any of the expressions.</summary>
    /// <exception cref="QueryException">The texts tested so far took too long.</exception>
    public bool IsMatch(string text)
    {
        var started = TimeProvider.System.GetTimestamp();
        bool isMatch;
        try
        {
            isMatch = Array.Exists(_patterns, pattern => pattern.IsMatch(text));
        }
        catch (RegexMatchTimeoutException exception)
        {
            throw TooSlow(exception);
        }

        var ticks = Interlocked.Add(ref _ticks, TimeProvider.System.GetTimestamp() - started);
        return TimeProvider.System.GetElapsedTime(0, ticks) <= _maxTime ? isMatch : throw TooSlow();
    }

    private QueryException TooSlow(RegexMatchTimeoutException? exception = null) =>
        new(
            $"filters: it took more than {_maxTime.TotalSeconds:0.###} s to test values against the regular expression "
                + $"'{Expect.Cut(string.Join("', '", _clauses))}'. Write it without repetitions such as '.{{100}}', or use 'contains'.",
            exception
        );
}
