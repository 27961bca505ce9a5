namespace Analytics.Core.Queries.Syntax;

/// <summary>Optional parts of an answer.</summary>
/// <param name="TimeLabels">All time buckets of the range, with or without data.</param>
/// <param name="TotalRows">The number of rows on all pages.</param>
/// <param name="Imports">Adds imported daily aggregates if they can answer the question. Imported events are ordinary events and always
/// included.</param>
/// <param name="Sampling">The precision of the numbers.</param>
/// <param name="Trim">Removes the future part of a relative range.</param>
/// <param name="PresentIndex">The position of the current time bucket.</param>
/// <param name="PartialTimeLabels">The time buckets that are only partly in the range.</param>
/// <param name="Sample">The minimum fraction of visitors to count, above 0 and at most 1; null for as many as the scan budget
/// allows.</param>
/// <param name="Comparison">The comparison range; null for none.</param>
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
    /// <summary>No optional part.</summary>
    public static QueryInclude None { get; } = new();
}
