namespace Analytics.Core.Periods;

/// <summary>
/// Rules that decide the numbers and may have been wrong in an earlier release. Tests and the demo replace them, to make rows that must
/// be rebuilt.
/// </summary>
/// <param name="MaxGapSeconds">A longer silence ends a visit.</param>
/// <param name="Version">Version that rows made by it carry.</param>
public sealed record RollupLogic(int MaxGapSeconds, int Version)
{
    /// <summary>The rules of this release.</summary>
    public static readonly RollupLogic Current = new(VisitRules.MaxGapSeconds, Rollup.CurrentLogicVersion);
}
