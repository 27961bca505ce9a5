namespace Analytics.Core.Queries.Results;

/// <summary>A group's counterpart in the range compared with.</summary>
/// <param name="Dimensions">Its labels; null for a time bucket without a counterpart.</param>
/// <param name="Metrics">Its values.</param>
/// <param name="Change">Per cent from there to here (percentage points for a bounce rate); null where either value is missing.</param>
public sealed record RowComparison(IReadOnlyList<string?> Dimensions, IReadOnlyList<double?> Metrics, IReadOnlyList<double?> Change);
