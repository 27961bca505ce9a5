namespace Analytics.MovingAverages;

/// <summary>Count, mean and squared deviations of values. They merge without cancellation, but a merge can't be undone exactly.</summary>
/// <param name="Count">Number of values.</param>
/// <param name="Mean">Their mean, 0 for none.</param>
/// <param name="SquaredDeviations">The sum of (x − mean)².</param>
/// <remarks>
/// Use it in a <see cref="SlidingWindow{T, TMonoid}"/> or to merge results of many machines in 24 bytes each. Rounds
/// at every step; <see cref="MovingStatistics"/> does not. Source: T. F. Chan, G. H. Golub, R. J. LeVeque, "Updating
/// Formulae and a Pairwise Algorithm for Computing Sample Variances", 1979.
/// </remarks>
public readonly record struct Moments(long Count, double Mean, double SquaredDeviations) : IMonoid<Moments>
{
    /// <inheritdoc/>
    public static Moments Identity => default;

    /// <summary>The mean of the squared deviations, NaN for none.</summary>
    public double Variance => SquaredDeviations / Count;

    /// <summary>Returns the moments of a single value.</summary>
    /// <param name="value">Any double.</param>
    /// <returns>Count 1, no deviation.</returns>
    public static Moments Of(double value) => new(1, value, 0);

    /// <inheritdoc/>
    public static Moments Combine(Moments older, Moments newer)
    {
        if (older.Count == 0 || newer.Count == 0)
        {
            return older.Count == 0 ? newer : older;
        }

        var count = older.Count + newer.Count;
        var difference = newer.Mean - older.Mean;
        var share = (double)newer.Count / count;
        return new Moments(
            count,
            older.Mean + (difference * share),
            older.SquaredDeviations + newer.SquaredDeviations + (difference * difference * older.Count * share)
        );
    }
}
