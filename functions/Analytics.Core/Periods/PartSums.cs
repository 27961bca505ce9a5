using Analytics.Core.Periods.Segments;

namespace Analytics.Core.Periods;

/// <summary>The sums of a period's parts that are computed without rows.</summary>
/// <param name="Included">The messages of all parts.</param>
/// <param name="Totals">The counts of all parts.</param>
/// <param name="Revenue">The revenue of all parts.</param>
/// <param name="LogicVersion">See <see cref="Rollup.LogicVersion"/>.</param>
internal sealed record PartSums(Inclusion Included, Totals Totals, RevenueTotals Revenue, int LogicVersion)
{
    /// <summary>The messages by hour, for a day whose parts all have them; otherwise null.</summary>
    public HourInclusion? Hours { get; init; }

    /// <summary>The ids of a day whose hours have no rows; otherwise null.</summary>
    public IdShardList? Ids { get; init; }

    /// <summary>True if the rows of all parts have the ids of their events.</summary>
    public bool HaveIds { get; init; }

    /// <summary>Adds up parts.</summary>
    /// <param name="period">The period that contains them.</param>
    /// <param name="parts">The parts.</param>
    /// <param name="logicVersion">The logic that merges them.</param>
    public static PartSums Add(RollupPeriod period, IEnumerable<IRollupPart> parts, int logicVersion)
    {
        var (included, totals, revenue) = (Inclusion.None, new Totals(), new RevenueTotals());
        var (hours, haveIds) = (period.Tier == RollupTier.Day ? HourInclusion.None : null, true);
        foreach (var part in parts)
        {
            hours = hours?.With(part);
            haveIds &= part.HasIds;
            included = included.Union(part.Included);
            totals.AddAll(part.Totals, part.Period, period);
            revenue.AddAll(part.RevenueTotals, part.Period, period);

            // Events keep the version that parsed them, whichever version merges them.
            logicVersion = Math.Min(logicVersion, part.LogicVersion);
        }

        var version = period.Tier == RollupTier.Month ? Rollup.MonthLogicVersion : logicVersion;
        return new(included, totals, revenue, version) { Hours = hours, HaveIds = haveIds };
    }

    /// <summary>Returns the sums without totals, for a segment: its totals only have the corrections of its merge.</summary>
    public static PartSums None(int logicVersion) => new(Inclusion.None, new(), new(), logicVersion);
}
