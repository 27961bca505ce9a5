using System.Runtime.InteropServices;

namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// The counters of a question, corrected visitor by visitor: what a visitor contributed is taken away and what the visitor contributes now
/// is added. A whole visitor is taken away or added, so an id stands in a group's set of lasting visitors exactly as long as the visitor's
/// rows are in the group. Not thread-safe.
/// </summary>
internal sealed class ScanCounts
{
    private readonly Dictionary<(long Bucket, string?[] Values), Group> _groups = new(GroupKeyComparer.Instance);
    private int _matchingVisitors;

    /// <summary>About how much memory the counters take, in bytes.</summary>
    public long Weight =>
        200 + (_groups.Count * 320L) + _groups.Values.Sum(group => ((group.Shared?.Count ?? 0) * 24L) + (group.Measures?.Weight ?? 0));

    public bool IsEmpty => _groups.Count == 0;

    /// <summary>Adds what some visitors contribute, who contribute nothing so far.</summary>
    public void Add(PartialScan partial)
    {
        _matchingVisitors += partial.MatchingVisitors;
        foreach (var part in partial.Groups)
        {
            ref var group = ref CollectionsMarshal.GetValueRefOrAddDefault(_groups, (part.BucketStart, part.Values), out _);
            group ??= new();
            group.Counts.Add(part.Counts);
            if (part.Measures is { } measures)
            {
                (group.Measures ??= new()).Add(measures);
            }

            if (part.Shared.Length > 0)
            {
                (group.Shared ??= []).UnionWith(part.Shared);
            }
        }
    }

    /// <summary>Takes away what some visitors contributed.</summary>
    /// <exception cref="InvalidOperationException">They contributed less.</exception>
    public void Subtract(PartialScan partial)
    {
        _matchingVisitors -= partial.MatchingVisitors;
        foreach (var part in partial.Groups)
        {
            if (!_groups.TryGetValue((part.BucketStart, part.Values), out var group))
            {
                throw new InvalidOperationException("A group of a remembered question lacks what is to be taken from it.");
            }

            group.Counts.Add(part.Counts, -1);
            group.Shared?.ExceptWith(part.Shared);
            if (part.Measures is { } measures)
            {
                (group.Measures ??= new()).Add(measures, -1);
            }

            if (group.Shared is not { Count: > 0 } && group.Counts.IsZero && group.Measures is not { IsZero: false })
            {
                _groups.Remove((part.BucketStart, part.Values));
            }
        }
    }

    public PartialScan ToPartial(ulong threshold) =>
        new(
            [
                .. _groups.Select(entry => new PartialGroup(
                    entry.Key.Bucket,
                    entry.Key.Values,
                    entry.Value.Counts,
                    entry.Value.Shared is { } shared ? [.. shared.Order()] : [],
                    entry.Value.Measures?.Copy()
                )),
            ],
            threshold == ulong.MaxValue ? 1 : threshold / 18446744073709551616.0,
            threshold,
            _matchingVisitors
        );

    private sealed class Group
    {
        public GroupCounts Counts;
        public HashSet<ulong>? Shared;
        public GroupMeasures? Measures;
    }
}
