using Analytics.Core.Periods.Segments;

namespace Analytics.Core.Periods;

/// <summary>The sums of a period's parts that need no rows.</summary>
/// <param name="Included">The messages of all of them.</param>
/// <param name="Totals">Their counts.</param>
/// <param name="Revenue">Their revenue.</param>
/// <param name="LogicVersion">The oldest logic that parsed any.</param>
internal sealed record PartSums(Inclusion Included, Totals Totals, RevenueTotals Revenue, int LogicVersion)
{
    /// <summary>The messages by hour, of a day all of whose parts tell them; else null.</summary>
    public HourInclusion? Hours { get; init; }

    /// <summary>The ids of a day whose hours have no rows; else null.</summary>
    public IdShardList? Ids { get; init; }

    /// <summary>True if the rows of all parts have the ids of their events.</summary>
    public bool HaveIds { get; init; }

    /// <summary>Adds up parts.</summary>
    /// <param name="period">The period that they lie in.</param>
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

            // What an older version parsed stays its work, whoever merges it.
            logicVersion = Math.Min(logicVersion, part.LogicVersion);
        }

        return new(included, totals, revenue, logicVersion) { Hours = hours, HaveIds = haveIds };
    }

    /// <summary>No sums, for a segment, of which totals hold nothing but corrections.</summary>
    public static PartSums None(int logicVersion) => new(Inclusion.None, new(), new(), logicVersion);
}
