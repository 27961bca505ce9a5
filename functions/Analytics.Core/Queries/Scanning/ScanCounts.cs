using System.Runtime.InteropServices;

namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// The counters of a question, corrected visitor by visitor: the earlier counts of a visitor are subtracted and the current ones added.
/// Only whole visitors are subtracted or added, so an id is in a group's set of permanent visitors exactly while the visitor's rows are
/// in the group. Not thread-safe.
/// </summary>
internal sealed class ScanCounts
{
    private readonly Dictionary<(long Bucket, string?[] Values), Group> _groups = new(GroupKeyComparer.Instance);
    private int _matchingVisitors;

    /// <summary>Approximate memory in bytes.</summary>
    public long Weight =>
        200 + (_groups.Count * 320L) + _groups.Values.Sum(group => ((group.Shared?.Count ?? 0) * 24L) + (group.Measures?.Weight ?? 0));

    public bool IsEmpty => _groups.Count == 0;

    /// <summary>Adds the counts of visitors who are not counted yet.</summary>
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

    /// <summary>Subtracts the counts of some visitors.</summary>
    /// <exception cref="InvalidOperationException">A group was never added.</exception>
    public void Subtract(PartialScan partial)
    {
        _matchingVisitors -= partial.MatchingVisitors;
        foreach (var part in partial.Groups)
        {
            if (!_groups.TryGetValue((part.BucketStart, part.Values), out var group))
            {
                throw new InvalidOperationException("A group to be subtracted was never added to the cached counters.");
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
