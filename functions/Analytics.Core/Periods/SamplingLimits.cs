namespace Analytics.Core.Periods;

/// <summary>When a rollup starts to sample.</summary>
/// <param name="MaxVisitors">Visitors a rollup keeps at most.</param>
/// <param name="MaxEvents">Events a rollup keeps at most.</param>
public readonly record struct SamplingLimits(int MaxVisitors, int MaxEvents)
{
    /// <summary>16,384 visitors an hour, 65,536 a day or month; 512 Ki events.</summary>
    public static SamplingLimits Default(RollupTier tier) => new(tier == RollupTier.Hour ? 16_384 : 65_536, 524_288);

    /// <summary>Everything is kept.</summary>
    public static SamplingLimits Unlimited => new(int.MaxValue, int.MaxValue);
}
