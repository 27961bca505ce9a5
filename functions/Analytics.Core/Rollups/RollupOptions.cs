using Analytics.Core.Periods;

namespace Analytics.Core.Rollups;

/// <summary>Bounds of the roll-up.</summary>
public sealed record RollupOptions
{
    /// <summary>Time for which rolled-up live rows stay, because aggregators rebuild their memory from them.</summary>
    public TimeSpan KeepLive { get; init; } = TimeSpan.FromMinutes(90);

    /// <summary>
    /// Time for which live rows stay that were folded into another: longer than whoever has read some of them takes to read the others.
    /// </summary>
    public TimeSpan KeepFolded { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Time for which a note of a stale rollup without a marker, or of a site without retention, stays: its writer may still be about to
    /// write what it is of.
    /// </summary>
    public TimeSpan KeepOrphanedNotes { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Sites rolled up at the same time: more than there are processors, because most of the time is spent waiting for the storage, which
    /// on one machine writes to the disk at once what waits. Merging itself never takes more threads than there are processors, and of
    /// large periods only as many are read at once.
    /// </summary>
    public int Parallelism { get; init; } = 32;

    /// <summary>
    /// Bytes of live blocks, as they are stored, that are read before they are merged; some more than the rows of one batch have. In
    /// memory they take two to three times as much.
    /// </summary>
    public long MaxCollectedBytes { get; init; } = 32 * 1024 * 1024;

    /// <summary>Events of a period that is one row, of which a question reads all columns: some 512 KiB.</summary>
    public int RowEvents { get; init; } = 65_536;

    /// <summary>
    /// Events of a day that is one row, if fewer than those of any period: some 64 KiB. A question about a year reads 365 days, each of
    /// them for some columns and for the few visitors near its edges.
    /// </summary>
    public int RowEventsOfDay { get; init; } = 8_192;

    /// <summary>
    /// Events of a segment, at most on average: some 2 MiB. Each segment has its own dictionaries, whose texts are about as many however
    /// many events it has, so that fewer segments are read faster; what merging one takes of memory grows with it.
    /// </summary>
    public int SegmentEvents { get; init; } = 262_144;

    /// <summary>
    /// Bytes of a segment's rows with their texts, at most on average, as live rows have them; while it is merged it takes some ten times
    /// as much memory. Few sites have events with so many texts; a sender can make them.
    /// </summary>
    public int SegmentBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>
    /// Maximum events of an hour whose ids are compared in one set, to find those that several visitors sent; of a larger hour, only ids
    /// that may be repeated are.
    /// </summary>
    internal int KeysTogether { get; init; } = 1_048_576;

    /// <summary>Bytes of a segment's column that is read by itself; smaller ones are read together.</summary>
    public int SmallColumnBytes { get; init; } = 1024;

    /// <summary>
    /// Events of a small day, at most: it is one row, with the ids of its events, that new events are merged into; its hours have no rows.
    /// </summary>
    public int SmallDayEvents { get; init; } = 2048;

    /// <summary>Events of a small day that is sure to be one row.</summary>
    internal int EventsOfSmallDay => Math.Min(SmallDayEvents, EventsOfRow(RollupTier.Day));

    /// <summary>Returns the events up to which a period of a tier is one row, if their texts are usual.</summary>
    internal int EventsOfRow(RollupTier tier) =>
        Math.Min(tier == RollupTier.Day ? Math.Min(RowEvents, RowEventsOfDay) : RowEvents, SegmentEvents);

    /// <summary>
    /// The time for which rows of a larger day's hours stay after the day was built: events that are collected may be so old, and are
    /// merged with them at less cost.
    /// </summary>
    public TimeSpan KeepHours { get; init; } = TimeSpan.FromHours(72);

    /// <summary>Events of a month, at most; one with more is read from its days.</summary>
    public int MonthEvents { get; init; } = 262_144;

    /// <summary>Logic that decides the numbers.</summary>
    public RollupLogic Logic { get; init; } = RollupLogic.Current;
}
