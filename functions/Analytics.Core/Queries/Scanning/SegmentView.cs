using Analytics.Core.Columns;

namespace Analytics.Core.Queries.Scanning;

/// <summary>The columns of a segment that a scan asked for. Immutable; safe for use by several threads.</summary>
/// <param name="Facts">What every scan needs.</param>
/// <param name="Seconds">The second of each event since <see cref="SegmentFacts.Start"/>; null if the scan can do without.</param>
/// <param name="Columns">The dimensions, in the order of <see cref="SegmentNeeds.Dimensions"/>.</param>
/// <param name="Measures">The numbers of single events.</param>
internal sealed record SegmentView(SegmentFacts Facts, CodeColumn? Seconds, SegmentColumn[] Columns, SegmentMeasures Measures);
