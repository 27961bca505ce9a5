namespace Analytics.Core.Queries.Scanning;

/// <summary>An estimate of a number of visitors, whose parts may rest on samples of different sizes.</summary>
/// <param name="Counted">Visitors that were counted.</param>
/// <param name="Estimated">The estimate.</param>
/// <param name="Variance">The variance of the estimate: of a part with the fraction θ counted, n (1 − θ) / θ².</param>
public readonly record struct SampledTotal(double Counted, double Estimated, double Variance)
{
    /// <summary>The relative standard error of the estimate; 0 when it is exact, null when it rests on nobody.</summary>
    public double? StandardError => Counted > 0 ? Math.Sqrt(Variance) / Estimated : null;

    /// <summary>The estimate from one sample.</summary>
    /// <param name="counted">Visitors that were counted.</param>
    /// <param name="fraction">The fraction θ of visitors in the sample, above 0 and at most 1.</param>
    public static SampledTotal Of(double counted, double fraction) =>
        new(counted, counted / fraction, counted * (1 - fraction) / (fraction * fraction));

    /// <summary>The estimate of visitors of whom none is in both.</summary>
    public SampledTotal And(SampledTotal other) => new(Counted + other.Counted, Estimated + other.Estimated, Variance + other.Variance);
}
