namespace Analytics.Core.Queries.Syntax;

/// <summary>An average over the last time buckets: <see cref="Simple"/> or <see cref="Exponential"/>.</summary>
/// <param name="Pooled">
/// True to average the numerator and the denominator of a ratio separately, so that every visit has the same weight; false to average the
/// ratio, so that every bucket has the same weight.
/// </param>
public abstract record RollingAverage(bool Pooled)
{
    /// <summary>The largest window, in buckets.</summary>
    public const int MaxWindow = 10_000;

    /// <summary>The longest half-life, in buckets.</summary>
    public const double MaxHalfLife = 300;

    /// <summary>
    /// Number of buckets for which an exponential average stays as at the newest bucket that has a value. Then it has none, so that it
    /// never depends on more buckets before the range than a query reads.
    /// </summary>
    public const int MaxGap = 10_000;

    /// <summary>Number of buckets before a bucket with a value that its average needs.</summary>
    public abstract int BucketsBefore { get; }

    /// <summary>The mean of the last buckets.</summary>
    /// <param name="Window">Number of buckets, from 1 to <see cref="MaxWindow"/>.</param>
    /// <param name="Pooled"><inheritdoc cref="RollingAverage(bool)" path="/param[@name='Pooled']"/></param>
    public sealed record Simple(int Window, bool Pooled = false) : RollingAverage(Pooled)
    {
        /// <inheritdoc/>
        public override int BucketsBefore => Window - 1;
    }

    /// <summary>A mean whose weights halve with every half-life of age.</summary>
    /// <param name="HalfLife">Number of buckets, above 0 and up to <see cref="MaxHalfLife"/>.</param>
    /// <param name="Pooled"><inheritdoc cref="RollingAverage(bool)" path="/param[@name='Pooled']"/></param>
    public sealed record Exponential(double HalfLife, bool Pooled = false) : RollingAverage(Pooled)
    {
        // All older values together have less than one part in four billion of the weight of the newest value alone, which may be the only
        // other one.
        private const int RelevantHalfLives = 32;

        /// <inheritdoc/>
        public override int BucketsBefore =>
            (int)Math.Ceiling(HalfLife * (RelevantHalfLives - Math.Log2(1 - Math.Pow(0.5, 1 / HalfLife))));
    }
}
