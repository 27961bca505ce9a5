using Analytics.Core.Visitors;

namespace Analytics.Core.Queries.Scanning;

/// <summary>A scan of stored rollups, in terms of storage: a site, a range of UTC seconds, time buckets, groups and a filter.</summary>
/// <param name="Site">The site.</param>
/// <param name="From">First second of the range, Unix time, inclusive.</param>
/// <param name="To">End of the range, Unix time, exclusive.</param>
/// <param name="BucketStarts">
/// Ascending first seconds of the time buckets within the range; the first equals <paramref name="From"/>. Exactly one when there is no
/// time dimension.
/// </param>
/// <param name="BucketsSplitVisits">True for hour and minute buckets, where a visit counts in every bucket from its first to its last
/// event and its duration only in the last one; false for longer buckets, where a visit counts in the bucket where it began.</param>
/// <param name="Dimensions">The dimensions to group by, except time; may be empty.</param>
/// <param name="Filter">The condition on visits and events; null for all.</param>
/// <param name="Needs">The counters that the caller reads; others may stay 0.</param>
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
    /// The goals that <see cref="ScanDimensionKind.Goal"/> groups by: an event is in the group of each goal that it reaches. Their names
    /// are unique.
    /// </summary>
    public IReadOnlyList<ScanGoal> Goals { get; init; } = [];

    /// <summary>
    /// True if visitors with very many events may have several ids in the rows; see <see cref="VisitorIds.WithoutShare"/>.
    /// </summary>
    internal bool HasShares { get; init; }

    /// <summary>The visitors to count; their numbers are scaled to all visitors.</summary>
    public VisitorSample Sample { get; init; } = VisitorSample.All;

    /// <summary>
    /// True to count a visitor with a permanent id once in <see cref="ScanResult.SampledVisitors"/>. Samples always do; of all visitors
    /// it costs memory, and nobody reads that number unless the precision was asked for.
    /// </summary>
    internal bool TellsVisitorsApart
    {
        get => field || !Sample.IsAll;
        init;
    }

    /// <summary>
    /// True to tell of each group how many of its visitors were last in it how many time buckets before; see
    /// <see cref="ScanGroup.Returns"/>. At most one dimension, of closed periods alone, not sampled.
    /// </summary>
    internal bool TellsReturns { get; init; }

    /// <summary>
    /// The number of events that may be read, shared by the scans of a question; null for no limit. Setting it also sets
    /// <see cref="Sample"/> to the budget's current sample.
    /// </summary>
    public ScanBudget? Budget
    {
        get;
        init
        {
            field = value;
            Sample = value?.Sample ?? Sample;
        }
    }

    /// <summary>The memory of what is found while the scan is computed; null for no limit.</summary>
    internal HeldMemory? Memory { get; init; }

    /// <summary>
    /// Conditions whose results are the marks of each event, for questions about the order of events; empty for counts.
    /// </summary>
    public IReadOnlyList<ScanFilter> Marks { get; init; } = [];

    /// <summary>The revenue to add up, unless grouped by goal; null for none.</summary>
    public ScanRevenue? Revenue { get; init; }
}
