using Analytics.Core.Queries.Syntax;
using Analytics.Core.Queries.Times;

namespace Analytics.Core.Queries.Execution;

/// <summary>
/// The counterparts of a range's time buckets in its comparison range. Days and longer buckets correspond by position, hours and minutes
/// by the time that the clock has gone on since the first bucket: after the clocks are changed, 14:00 is compared with 14:00, and what a
/// day has in addition, or lacks, with nothing. Thread-safe.
/// </summary>
internal sealed class ComparedBuckets
{
    private readonly int _count;
    private readonly int?[]? _counterparts;

    /// <summary>Pairs the buckets of two ranges, in time linear in their number.</summary>
    /// <param name="unit">The length of a bucket; null for a question without time.</param>
    /// <param name="labels">The labels of the range's buckets.</param>
    /// <param name="comparedLabels">The labels of the comparison range's buckets.</param>
    /// <param name="fromMidnight">
    /// True if both ranges begin with a day, whose first hour a clock may leave out: then the time on the clock is since midnight.
    /// </param>
    public ComparedBuckets(TimeGranularity? unit, IReadOnlyList<string> labels, IReadOnlyList<string> comparedLabels, bool fromMidnight)
    {
        _count = unit is null ? 1 : comparedLabels.Count;
        if (unit is not (TimeGranularity.Minute or TimeGranularity.Hour))
        {
            return;
        }

        var indexes = new Dictionary<(long, string), int>(comparedLabels.Count);
        foreach (var place in PlacesOf(comparedLabels, fromMidnight))
        {
            indexes.Add(place, indexes.Count);
        }

        _counterparts = [.. PlacesOf(labels, fromMidnight).Select(place => indexes.TryGetValue(place, out var at) ? at : (int?)null)];
    }

    /// <summary>Returns the index of the counterpart of a bucket; null if it has none.</summary>
    public int? Of(int bucket) =>
        _counterparts is not null ? _counterparts[bucket]
        : bucket < _count ? bucket
        : null;

    /// <summary>Returns the time on the clock of each bucket, with the offset that a repeated minute has in its label.</summary>
    private static IEnumerable<(long SinceFirst, string Offset)> PlacesOf(IReadOnlyList<string> labels, bool fromMidnight)
    {
        if (labels.Count == 0)
        {
            return [];
        }

        var (first, _) = WallTime.OfLabel(labels[0]);
        first = fromMidnight ? WallTime.Truncate(first, TimeGranularity.Day) : first;
        return labels.Select(WallTime.OfLabel).Select(place => (place.Wall - first, place.Behind));
    }
}
