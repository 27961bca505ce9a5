namespace Analytics.Core.Queries.Results;

/// <summary>A group in the comparison range.</summary>
/// <param name="Dimensions">Its labels; null for a time bucket without a counterpart.</param>
/// <param name="Metrics">Its values.</param>
/// <param name="Change">The change from there in per cent (for rates in percentage points); null if either value is missing.</param>
public sealed record RowComparison(IReadOnlyList<string?> Dimensions, IReadOnlyList<double?> Metrics, IReadOnlyList<double?> Change);
