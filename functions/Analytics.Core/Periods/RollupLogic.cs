namespace Analytics.Core.Periods;

/// <summary>
/// Rules of the statistics that may have been wrong in an earlier release. Tests and the demo replace them to write rows that must be
/// rebuilt.
/// </summary>
/// <param name="MaxGapSeconds">A longer silence ends a visit.</param>
/// <param name="Version">The version stored in rows that it builds.</param>
public sealed record RollupLogic(int MaxGapSeconds, int Version)
{
    /// <summary>The rules of this release.</summary>
    public static readonly RollupLogic Current = new(VisitRules.MaxGapSeconds, Rollup.CurrentLogicVersion);
}
