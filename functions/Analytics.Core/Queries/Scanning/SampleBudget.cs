namespace Analytics.Core.Queries.Scanning;

/// <summary>Limits the memory of the percentiles of one question. Thread-safe.</summary>
internal sealed class SampleBudget
{
    /// <summary>Maximum number of distinct values, of all groups and parts together.</summary>
    public const int Max = 2_000_000;

    private int _taken;

    /// <summary>Counts values that are kept from now on.</summary>
    /// <exception cref="QueryException">There are too many.</exception>
    public void Take(int count = 1)
    {
        if (Interlocked.Add(ref _taken, count) > Max)
        {
            throw new QueryException(
                $"metrics asks for percentiles of more than {Max} different numbers; "
                    + "use a shorter date_range, fewer dimensions or a filter."
            );
        }
    }
}
