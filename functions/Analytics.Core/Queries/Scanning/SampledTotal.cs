namespace Analytics.Core.Queries.Scanning;

/// <summary>An estimated number of visitors, summed over parts with samples of different sizes.</summary>
/// <param name="Counted">Visitors that were counted.</param>
/// <param name="Estimated">The estimate.</param>
/// <param name="Variance">The variance of the estimate: the sum of n (1 − θ) / θ² over parts with n counted visitors and the fraction
/// θ.</param>
public readonly record struct SampledTotal(double Counted, double Estimated, double Variance)
{
    /// <summary>The relative standard error of the estimate; 0 if it is exact, null without counted visitors.</summary>
    public double? StandardError => Counted > 0 ? Math.Sqrt(Variance) / Estimated : null;

    /// <summary>Returns the estimate from one sample.</summary>
    /// <param name="counted">Visitors that were counted.</param>
    /// <param name="fraction">The fraction θ of visitors in the sample, above 0 and at most 1.</param>
    public static SampledTotal Of(double counted, double fraction) =>
        new(counted, counted / fraction, counted * (1 - fraction) / (fraction * fraction));

    /// <summary>Returns the estimate of two disjoint sets of visitors together.</summary>
    public SampledTotal And(SampledTotal other) => new(Counted + other.Counted, Estimated + other.Estimated, Variance + other.Variance);
}
