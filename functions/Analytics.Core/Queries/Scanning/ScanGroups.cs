using Analytics.Core.Visitors;

namespace Analytics.Core.Queries.Scanning;

/// <summary>Adds up the counts of the sources. Not thread-safe.</summary>
internal sealed class ScanGroups(ScanRequest request)
{
    private readonly Dictionary<(long Bucket, string?[] Values), Entry> _groups = new(GroupKeyComparer.Instance);
    private readonly long _entryBytes = 120 + ScanGroup.BytesOf(request.Dimensions.Count);

    public static int BucketOf(ScanRequest request, long second)
    {
        var (low, high) = (0, request.BucketStarts.Count);
        while (high - low > 1)
        {
            var middle = (low + high) / 2;
            (low, high) = request.BucketStarts[middle] <= second ? (middle, high) : (low, middle);
        }

        return low;
    }

    public ScanGroup At(int bucket, string?[] values) => EntryOf(bucket, values).Group;

    public void ForEach(Action<ScanGroup> action)
    {
        foreach (var entry in _groups.Values)
        {
            action(entry.Group);
        }
    }

    /// <summary>Adds a partial result, scaled by its sample.</summary>
    public void Add(PartialScan partial)
    {
        foreach (var part in partial.Groups)
        {
            var entry = Add(BucketOf(request, part.BucketStart), part.Values, part.Counts, part.Measures, 1 / partial.Fraction);
            if (part.Shared.Length > 0)
            {
                entry.Shared.Add((part.Shared, partial.Threshold));
            }
        }
    }

    /// <summary>Adds counts of the request's sample to a group.</summary>
    public void Add(int bucket, string?[] values, in GroupCounts counts, GroupMeasures? measures) =>
        Add(bucket, values, counts, measures, 1 / request.Sample.Fraction);

    public List<ScanGroup> ToList()
    {
        foreach (var entry in _groups.Values)
        {
            entry.Group[ScanCounter.Visitors] += DistinctShared(entry.Shared);
        }

        return [.. _groups.Values.Select(entry => entry.Group)];
    }

    /// <summary>Counts each visitor of several sources once. All samples are reduced to the smallest one.</summary>
    private double DistinctShared(List<(ulong[] Ids, ulong Threshold)> shared)
    {
        if (shared.Count == 0)
        {
            return 0;
        }

        var threshold = shared.Min(part => part.Threshold);
        var scale = threshold == ulong.MaxValue ? 1 : 18446744073709551616.0 / threshold;
        if (shared.Count == 1 && !request.HasShares)
        {
            return shared[0].Ids.Length * scale;
        }

        var distinct = shared.SelectMany(part => part.Ids).Where(id => id < threshold || threshold == ulong.MaxValue).Distinct();
        if (!request.HasShares)
        {
            return distinct.Count() * scale;
        }

        // Of a visitor with several ids here, no others are left out; each other visitor stands for those with other ids.
        return distinct.GroupBy(VisitorIds.WithoutShare).Sum(ids => ids.Skip(1).Any() ? 1 : scale);
    }

    private Entry Add(int bucket, string?[] values, in GroupCounts counts, GroupMeasures? measures, double scale)
    {
        var entry = EntryOf(bucket, values);
        var group = entry.Group;
        for (var counter = 0; counter < GroupCounts.Counters; counter++)
        {
            group[(ScanCounter)counter] += counts[counter] * scale;
        }

        if (measures is not null)
        {
            request.Memory?.Take(group.Measures is null ? measures.Weight : 0);
            (group.Measures ??= new()).Add(measures.Scaled(scale));
        }

        return entry;
    }

    private Entry EntryOf(int bucket, string?[] values)
    {
        if (!_groups.TryGetValue((bucket, values), out var entry))
        {
            request.Budget?.RequireGroups(_groups.Count + 1);
            request.Memory?.Take(_entryBytes);
            _groups[(bucket, values)] = entry = new(new() { Bucket = bucket, Values = values });
        }

        return entry;
    }

    private sealed record Entry(ScanGroup Group)
    {
        public List<(ulong[] Ids, ulong Threshold)> Shared { get; } = [];
    }
}
