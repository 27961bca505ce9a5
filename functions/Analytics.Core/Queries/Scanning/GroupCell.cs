namespace Analytics.Core.Queries.Scanning;

/// <summary>The counts of a group during a pass over visits and events in order.</summary>
internal struct GroupCell
{
    public GroupCounts Counts;

    /// <summary>The mark of the visitor counted last.</summary>
    public int LastVisitor;

    /// <summary>Index + 1 of the visit counted last.</summary>
    public int LastVisit;
}
