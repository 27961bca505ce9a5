namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// Request for stored rollups, in terms of storage: a site, a range of UTC seconds, time buckets, groups and a filter.
/// </summary>
/// <param name="Site">The site.</param>
/// <param name="From">First second of the range, Unix time, inclusive.</param>
/// <param name="To">End of the range, Unix time, exclusive.</param>
/// <param name="BucketStarts">
/// Ascending first seconds of the time buckets within the range; the first equals <paramref name="From"/>. Exactly one when there is no
/// time dimension.
/// </param>
/// <param name="BucketsSplitVisits">
/// True for hour and minute buckets, where a visit counts in every bucket from its first to its last event and its duration only in the
/// last; false for longer ones, where it counts where it began.
/// </param>
/// <param name="Dimensions">What to group by besides time; may be empty.</param>
/// <param name="Filter">Which visits and events count; null for all.</param>
/// <param name="Needs">Which parts of the accumulator the caller will read; the others may stay 0.</param>
public sealed record ScanRequest(
    string Site,
    long From,
    long To,
    IReadOnlyList<long> BucketStarts,
    bool BucketsSplitVisits,
    IReadOnlyList<ScanDimension> Dimensions,
    ScanFilter? Filter,
    ScanNeeds Needs
)
{
    /// <summary>
    /// The goals that <see cref="ScanDimensionKind.Goal"/> groups by: an event is in the group of each goal that it reaches. Names are
    /// unique.
    /// </summary>
    public IReadOnlyList<ScanGoal> Goals { get; init; } = [];

    /// <summary>The visitors who are counted; what is found of them is scaled up to all.</summary>
    public VisitorSample Sample { get; init; } = VisitorSample.All;

    /// <summary>The events that may be read, shared by the scans of a question; null for any number. It decides no number.</summary>
    public ScanBudget? Budget { get; init; }

    /// <summary>Conditions that are told of each event, for questions about the order of events; none for counts.</summary>
    public IReadOnlyList<ScanFilter> Marks { get; init; } = [];

    /// <summary>The revenue to add up where the goal is no dimension; null for none.</summary>
    public ScanRevenue? Revenue { get; init; }
}
