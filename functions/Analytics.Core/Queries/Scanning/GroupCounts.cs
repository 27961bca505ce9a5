namespace Analytics.Core.Queries.Scanning;

/// <summary>The counts of one group of one source, unscaled.</summary>
internal struct GroupCounts
{
    public long Visitors;
    public long Visits;
    public long Pageviews;
    public long Events;
    public long BounceVisits;
    public long Bounces;
    public long DurationVisits;
    public long VisitSeconds;

    /// <summary>Index + 1 of the visitor counted last.</summary>
    public int LastVisitor;

    /// <summary>Index + 1 of the visit counted last.</summary>
    public int LastVisit;

    /// <summary>Ids of visitors who may also be in other sources; <see cref="Visitors"/> does not count them.</summary>
    public List<ulong>? Shared;
}
