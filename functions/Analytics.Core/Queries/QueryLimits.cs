using Analytics.Core.Queries.Scanning;

namespace Analytics.Core.Queries;

/// <summary>Limits of the events that a question reads.</summary>
public sealed record QueryLimits
{
    /// <summary>
    /// Maximum number of events in the periods that a question reads. Beyond it, the question counts a sample of the visitors, and the
    /// answer says so. <see cref="long.MaxValue"/> means no limit.
    /// </summary>
    public long Events { get; init; } = ScanBudget.DefaultEvents;
}
