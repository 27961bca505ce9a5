using System.Runtime.InteropServices;

namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// Numbers, and how often each occurs: what exact percentiles need. Adding and taking away in any order gives equal sets. Not thread-safe.
/// </summary>
internal sealed class SampleSet
{
    private readonly Dictionary<double, double> _counts = [];

    /// <summary>Number of different numbers.</summary>
    public int Distinct => _counts.Count;

    /// <summary>Adds a number.</summary>
    /// <param name="value">The number; finite.</param>
    /// <param name="count">How often it occurs; negative to take it away.</param>
    /// <returns>True if the number was not there before.</returns>
    public bool Add(double value, double count = 1)
    {
        // Zero has two signs, which are one number.
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
    /// <param name="factor">What their counts are multiplied by.</param>
    public void Add(SampleSet other, double factor = 1)
    {
        foreach (var (value, count) in other._counts)
        {
            Add(value, count * factor);
        }
    }

    /// <summary>
    /// A percentile: of n numbers in order, counted from 0, the one at (n − 1) · <paramref name="fraction"/>, between two neighbours in
    /// proportion. O(n log n) in the different numbers.
    /// </summary>
    /// <param name="fraction">From 0 to 1.</param>
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
