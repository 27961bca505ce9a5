namespace Analytics.Core.Queries.Paths;

/// <summary>Lengths of time, counted by the second, for an exact median. Not thread-safe.</summary>
internal sealed class CountedSeconds
{
    private readonly Dictionary<long, long> _counts = [];

    /// <summary>Adds a length.</summary>
    public void Add(long seconds, long count = 1) => _counts[seconds] = _counts.GetValueOrDefault(seconds) + count;

    /// <summary>Adds all lengths of another.</summary>
    public void Add(CountedSeconds other)
    {
        foreach (var (seconds, count) in other._counts)
        {
            Add(seconds, count);
        }
    }

    /// <summary>The median, in the middle of the two middle ones of an even number; null for none. O(n log n).</summary>
    public double? Median()
    {
        var total = _counts.Values.Sum();
        if (total == 0)
        {
            return null;
        }

        long? lower = null;
        long before = 0;
        foreach (var (seconds, count) in _counts.OrderBy(entry => entry.Key))
        {
            before += count;
            lower ??= before >= (total + 1) / 2 ? seconds : null;
            if (before >= (total / 2) + 1)
            {
                return (lower!.Value + seconds) / 2.0;
            }
        }

        return lower;
    }
}
