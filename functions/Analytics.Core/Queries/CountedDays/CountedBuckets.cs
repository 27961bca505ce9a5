using Analytics.Core.Queries.Scanning;

namespace Analytics.Core.Queries.CountedDays;

/// <summary>The counts of the first time buckets of a request. Immutable.</summary>
/// <param name="Count">Number of buckets.</param>
/// <param name="Groups">Their groups.</param>
internal sealed record CountedBuckets(int Count, IReadOnlyList<ScanGroup> Groups)
{
    /// <summary>No buckets.</summary>
    public static CountedBuckets None { get; } = new(0, []);

    /// <summary>The UTC days beside the range as they were when the counts were read.</summary>
    public IReadOnlyList<EdgeBeside> Edges { get; init; } = [];

    /// <summary>The answer, if these are all buckets.</summary>
    public ScanResult Result => ResultOf(Groups);

    /// <summary>Returns the end of these buckets, which are not all.</summary>
    public long EndIn(ScanRequest request) => request.BucketStarts[Count];

    /// <summary>Returns the request for the buckets after these.</summary>
    public ScanRequest RestOf(ScanRequest request) =>
        request with
        {
            From = EndIn(request),
            BucketStarts = [.. request.BucketStarts.Skip(Count)],
        };

    /// <summary>Returns these buckets with those after them.</summary>
    /// <param name="rest">The answer to <see cref="RestOf"/>, whose precision is that of all.</param>
    public ScanResult And(ScanResult rest)
    {
        var groups = Groups.ToList();
        foreach (var group in rest.Groups)
        {
            var moved = ScanGroup.EmptyAt(group.Bucket + Count, group.Values);
            moved.Add(group);
            groups.Add(moved);
        }

        return rest.SampledFraction < 1 ? rest with { Groups = groups } : ResultOf(groups);
    }

    private static ScanResult ResultOf(IReadOnlyList<ScanGroup> groups) =>
        new(groups, 1, ScanNeeds.All, groups.Sum(static group => group[ScanCounter.Visitors]));
}
