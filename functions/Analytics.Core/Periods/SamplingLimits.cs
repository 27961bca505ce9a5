namespace Analytics.Core.Periods;

/// <summary>Sizes from which rows in memory are sampled. Nothing is sampled in storage.</summary>
/// <param name="MaxVisitors">Visitors kept at most.</param>
/// <param name="MaxEvents">Events kept at most.</param>
public readonly record struct SamplingLimits(int MaxVisitors, int MaxEvents)
{
    /// <summary>Everything is kept.</summary>
    public static SamplingLimits Unlimited => new(int.MaxValue, int.MaxValue);
}
