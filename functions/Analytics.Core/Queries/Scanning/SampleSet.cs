using System.Runtime.InteropServices;

namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// A multiset of numbers, for exact percentiles. Adding and subtracting in any order gives equal sets. Not thread-safe.
/// </summary>
internal sealed class SampleSet
{
    private readonly Dictionary<double, double> _counts = [];

    /// <summary>Number of different numbers.</summary>
    public int Distinct => _counts.Count;

    /// <summary>Adds a number.</summary>
    /// <param name="value">The number; finite.</param>
    /// <param name="count">Number of occurrences to add; negative to subtract.</param>
    /// <returns>True if the set did not have the number.</returns>
    public bool Add(double value, double count = 1)
    {
        // Negative zero and zero are the same number.
        value = value == 0 ? 0 : value;
        ref var tally = ref CollectionsMarshal.GetValueRefOrAddDefault(_counts, value, out var exists);
        tally += count;
        if (tally == 0)
        {
            _counts.Remove(value);
        }

        return !exists;
    }

    /// <summary>Adds all numbers of another set.</summary>
    /// <param name="other">The other set.</param>
    /// <param name="factor">Factor of the counts.</param>
    public void Add(SampleSet other, double factor = 1)
    {
        foreach (var (value, count) in other._counts)
        {
            Add(value, count * factor);
        }
    }

    /// <summary>
    /// Returns a percentile: of n sorted numbers, indexed from 0, the one at (n − 1) · <paramref name="fraction"/>, with linear
    /// interpolation between neighbours. O(n log n) for n distinct numbers.
    /// </summary>
    /// <param name="fraction">The fraction, from 0 to 1: 0.5 for the median.</param>
    /// <returns>Null if there are no numbers.</returns>
    public double? Percentile(double fraction)
    {
        if (_counts.Count == 0)
        {
            return null;
        }

        var ordered = _counts.Keys.Order().ToArray();
        var position = (_counts.Values.Sum() - 1) * fraction;
        var before = 0.0;
        for (var i = 0; i < ordered.Length; i++)
        {
            var last = before + _counts[ordered[i]] - 1;
            if (position <= last || i + 1 == ordered.Length)
            {
                return ordered[i];
            }

            if (position < last + 1)
            {
                var share = position - last;
                return (ordered[i] * (1 - share)) + (ordered[i + 1] * share);
            }

            before = last + 1;
        }

        return ordered[^1];
    }
}
