using Analytics.Core.Periods.Encoding;
using Analytics.Core.Periods.Segments;

namespace Analytics.Core.Periods;

/// <summary>
/// The totals, visits and events of one site in one period. Runs of live rows, hours, days and months are all this type; the rows of a
/// large period are in its segments. Immutable; columns are decoded when first read, so a reader on several threads must touch a column
/// once before sharing it.
/// </summary>
public sealed class Rollup : IRollupPart
{
    /// <summary>The version of the logic that builds rollups; raised when the same events would give other numbers.</summary>
    public const int CurrentLogicVersion = 3;

    /// <summary>
    /// The version of the logic that builds months of days; raised when the same days would give other numbers. Months of 2 and less have
    /// no more names of events and keys of properties than one day may have.
    /// </summary>
    internal const int MonthLogicVersion = 3;

    internal Rollup(RollupPeriod period, ulong threshold, Inclusion included, Totals totals, RollupColumns columns, int logicVersion)
    {
        Period = period;
        Threshold = threshold;
        Included = included;
        Totals = totals;
        Columns = columns;
        LogicVersion = logicVersion;
    }

    /// <summary>The hour, day or month.</summary>
    public RollupPeriod Period { get; }

    /// <summary>Only visitors with an id below it are kept; <see cref="ulong.MaxValue"/> means all.</summary>
    public ulong Threshold { get; }

    /// <summary>The fraction θ of visitors kept, in (0, 1]; 1 means that everything is exact.</summary>
    public double SampledFraction => Threshold == ulong.MaxValue ? 1 : Threshold / 18446744073709551616.0;

    /// <summary>The included messages.</summary>
    public Inclusion Included { get; }

    /// <summary>Exact additive counts.</summary>
    public Totals Totals { get; }

    /// <summary>The version of the logic that parsed the oldest of the events; of a month, of the logic that built it of days.</summary>
    public int LogicVersion { get; }

    /// <summary>Visitors kept.</summary>
    public int VisitorCount => Columns.VisitorCount;

    /// <summary>Visits kept, including those with only engagement events.</summary>
    public int VisitCount => Columns.VisitCount;

    /// <summary>Events kept.</summary>
    public int EventCount => Columns.EventCount;

    /// <summary>The segments that hold the rows; null if the rows are here.</summary>
    public SegmentList? Segments { get; internal init; }

    /// <summary>True if its row has version 1, whose head has less information.</summary>
    internal bool IsVersion1 { get; init; }

    /// <summary>
    /// True if an older release made its row, and making it again of what is below gives more: it has the first version, it keeps a
    /// sample, it is a day that does not tell its hours, so that these have to stay, or it is a month of an older logic.
    /// </summary>
    internal bool IsOld =>
        IsVersion1
        || Threshold != ulong.MaxValue
        || (Period.Tier == RollupTier.Day && Hours is null)
        || (Period.Tier == RollupTier.Month && LogicVersion < MonthLogicVersion);

    /// <summary>
    /// Messages that had their effect on each hour of a day; null for other periods, and of a day that was stored without them.
    /// </summary>
    internal HourInclusion? Hours { get; init; }

    /// <summary>
    /// True of a small day: its rows have the ids of its events. New events are merged into such a day, and its hours have no
    /// rows of their own.
    /// </summary>
    internal bool HasIds { get; init; }

    /// <summary>The ids of a larger day whose hours have no rows any more; else null.</summary>
    internal IdShardList? Ids { get; init; }

    /// <summary>True of a day whose hours have no rows of their own, so that nothing stands for it.</summary>
    internal bool StandsAlone => HasIds || Ids is not null;

    HourInclusion? IRollupPart.Hours => Hours;

    bool IRollupPart.HasIds => HasIds || Period.Tier == RollupTier.Hour;

    internal RollupColumns Columns { get; }

    long IRollupPart.StoredBytes => Columns.StoredBytes;

    RevenueTotals IRollupPart.RevenueTotals => Columns.RevenueTotals.Value;

    void IRollupPart.AddTo(RollupDraft draft, int shift, VisitorRange visitors) => RollupUnpacker.AddTo(draft, this, shift, visitors);

    IEnumerable<KeyedEvent> IRollupPart.Keys() => RollupUnpacker.KeysOf(this);

    /// <summary>A period without rows, which are in its segments.</summary>
    internal static Rollup OfSegments(RollupPeriod period, PartSums sums, SegmentList segments)
    {
        var counts = new RowCounts(
            segments.Entries.Sum(entry => entry.Visitors),
            segments.Entries.Sum(entry => entry.Visits),
            segments.Entries.Sum(entry => entry.Events),
            0
        );
        var columns = EncodedColumns.OnlyRevenue(counts, sums.Revenue);
        return new(period, ulong.MaxValue, sums.Included, sums.Totals, columns, sums.LogicVersion)
        {
            Segments = segments,
            Hours = sums.Hours,
            Ids = sums.Ids,
        };
    }

    /// <summary>The messages that had their effect here, by hour where that is known.</summary>
    internal PeriodInclusion Inclusion => new(Period, Included, Hours);

    /// <summary>The same day, whose ids are apart.</summary>
    internal Rollup With(IdShardList ids) =>
        new(Period, Threshold, Included, Totals, Columns, LogicVersion)
        {
            Segments = Segments,
            Hours = Hours,
            Ids = ids,
        };

    /// <summary>The same rows for a reader that adds them several times: what is decoded for the first time stays.</summary>
    internal Rollup Decoded() =>
        Columns.Reopen is not { } reopen
            ? this
            : new(Period, Threshold, Included, Totals, reopen() with { Reopen = null }, LogicVersion)
            {
                Hours = Hours,
                HasIds = HasIds,
                Ids = Ids,
            };

    /// <summary>The same rows, where visitors with ids from a threshold on, of whom none is here, are left out.</summary>
    internal Rollup Below(ulong threshold) => new(Period, threshold, Included, Totals, Columns, LogicVersion);

    /// <summary>The same with other messages, which are not listed by hour.</summary>
    internal Rollup With(Inclusion included) => new(Period, Threshold, included, Totals, Columns, LogicVersion) { Segments = Segments };
}
