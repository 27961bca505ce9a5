namespace Analytics.Core.Queries.Results;

/// <summary>One group of an answer.</summary>
/// <param name="Dimensions">Labels in the order of the query's dimensions.</param>
/// <param name="Metrics">Rounded values in the order of the query's metrics; null without a denominator.</param>
/// <param name="Comparison">The same group in the comparison range; null without one.</param>
public sealed record QueryRow(IReadOnlyList<string> Dimensions, IReadOnlyList<double?> Metrics, RowComparison? Comparison = null)
{
    /// <summary>The ISO 4217 code of the row's revenue; null without revenue.</summary>
    public string? Currency { get; init; }
}
