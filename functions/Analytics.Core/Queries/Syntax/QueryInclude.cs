namespace Analytics.Core.Queries.Syntax;

/// <summary>Parts that an answer carries beside the rows.</summary>
/// <param name="TimeLabels">All time buckets of the range, with or without data.</param>
/// <param name="TotalRows">How many rows there are on all pages.</param>
/// <param name="Imports">Adds imported daily aggregates where they can answer the question. Imported events are ordinary events, with or
/// without it.</param>
/// <param name="Sampling">How exact the numbers are.</param>
/// <param name="Trim">Cuts off what is still to come of a relative range.</param>
/// <param name="PresentIndex">The position of the current time bucket among all.</param>
/// <param name="PartialTimeLabels">The time buckets that the range cuts.</param>
/// <param name="Sample">The least fraction of visitors to count, above 0 and at most 1; null for as many as the scan budget allows.</param>
/// <param name="Comparison">What to compare with; null for nothing.</param>
public sealed record QueryInclude(
    bool TimeLabels = false,
    bool TotalRows = false,
    bool Imports = false,
    bool Sampling = false,
    bool Trim = false,
    bool PresentIndex = false,
    bool PartialTimeLabels = false,
    double? Sample = null,
    QueryComparison? Comparison = null
)
{
    /// <summary>Nothing else.</summary>
    public static QueryInclude None { get; } = new();
}
