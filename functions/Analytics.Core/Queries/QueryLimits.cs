using Analytics.Core.Queries.Scanning;

namespace Analytics.Core.Queries;

/// <summary>Bounds of what a question reads.</summary>
public sealed record QueryLimits
{
    /// <summary>
    /// The events of the periods that a question reads, at most; beyond, it counts a sample of the visitors, and its answer says so.
    /// <see cref="long.MaxValue"/> for no limit.
    /// </summary>
    public long Events { get; init; } = ScanBudget.DefaultEvents;
}
