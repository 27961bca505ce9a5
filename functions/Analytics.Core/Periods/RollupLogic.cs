namespace Analytics.Core.Periods;

/// <summary>What decides the numbers and may have been wrong in an earlier release; only tests replace it, to make rows that must be made anew.</summary>
/// <param name="MaxGapSeconds">A longer silence ends a visit.</param>
/// <param name="Version">What rows say they were made by.</param>
internal sealed record RollupLogic(int MaxGapSeconds, int Version)
{
    public static readonly RollupLogic Current = new(VisitRules.MaxGapSeconds, Rollup.CurrentLogicVersion);
}
