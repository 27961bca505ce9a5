namespace Analytics.Core.Queries.Syntax;

/// <summary>An average over the last time buckets. Exactly one of window and half-life is set.</summary>
/// <param name="Window">Buckets in a simple moving average.</param>
/// <param name="HalfLife">Buckets after which a value has half its weight in an exponential one.</param>
/// <param name="Pooled">
/// True to average the numerator and the denominator of a rate apart, so that every visit weighs the same; false to average its values, so
/// that every bucket does.
/// </param>
public sealed record RollingAverage(int? Window, double? HalfLife, bool Pooled = false)
{
    /// <summary>The largest window, in buckets.</summary>
    public const int MaxWindow = 10_000;

    /// <summary>The longest half-life, in buckets.</summary>
    public const double MaxHalfLife = 300;

    // What is older than this many half-lives weighs less than one part in four billion together.
    private const int HalfLivesThatMatter = 32;

    /// <summary>Number of buckets before a bucket that its average reads.</summary>
    public int BucketsBefore => Window is { } window ? window - 1 : (int)Math.Ceiling(HalfLife!.Value * HalfLivesThatMatter);
}
