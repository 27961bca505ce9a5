namespace Analytics.Core.Queries.Scanning;

/// <summary>Bounds the memory that the percentiles of one question take. Thread-safe.</summary>
internal sealed class SampleBudget
{
    /// <summary>The most different numbers of all groups and parts together.</summary>
    public const int Max = 2_000_000;

    private int _taken;

    /// <summary>Takes note of numbers that are kept from now on.</summary>
    /// <exception cref="QueryException">There are too many.</exception>
    public void Take(int count = 1)
    {
        if (Interlocked.Add(ref _taken, count) > Max)
        {
            throw new QueryException(
                $"metrics asks for percentiles of more than {Max} different numbers; use a shorter date_range, fewer dimensions or a filter."
            );
        }
    }
}
