using Analytics.Core.Columns;

namespace Analytics.Core.Queries.Scanning;

/// <summary>The columns of a segment for one scan. Immutable; thread-safe.</summary>
/// <param name="Facts">The facts that every scan needs.</param>
/// <param name="Seconds">The second of each event since <see cref="SegmentFacts.Start"/>; null if the scan does not need it.</param>
/// <param name="Columns">The dimensions, in the order of <see cref="SegmentNeeds.Dimensions"/>.</param>
/// <param name="Measures">The values of single events.</param>
internal sealed record SegmentView(SegmentFacts Facts, CodeColumn? Seconds, SegmentColumn[] Columns, SegmentMeasures Measures)
{
    /// <summary>Cancels the question; conditions look at it, because testing a segment's texts can take seconds.</summary>
    public CancellationToken Cancellation { get; init; }
}
