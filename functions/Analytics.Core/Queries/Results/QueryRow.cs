namespace Analytics.Core.Queries.Results;

/// <summary>One group.</summary>
/// <param name="Dimensions">Labels in the order of the query's dimensions.</param>
/// <param name="Metrics">Rounded values in the order of the query's metrics; null without a denominator.</param>
/// <param name="Comparison">The same group in the range compared with; null unless asked for.</param>
public sealed record QueryRow(IReadOnlyList<string> Dimensions, IReadOnlyList<double?> Metrics, RowComparison? Comparison = null)
{
    /// <summary>The ISO 4217 code of the row's revenue; null if it has none.</summary>
    public string? Currency { get; init; }
}
