using Analytics.Core.Periods;

namespace Analytics.Core.Rollups;

/// <summary>The live blocks of a site to merge into its rollups.</summary>
/// <param name="Site">The site.</param>
/// <param name="Hours">The blocks by the start of their hour.</param>
/// <param name="ReadUpTo">The last message read of each partition: with these blocks, everything up to it is in the rollups.</param>
/// <param name="Untimed">Repetitions of ids without a timestamp to drop.</param>
internal sealed record SiteBlocks(
    string Site,
    IReadOnlyDictionary<long, List<IRollupPart>> Hours,
    IReadOnlyDictionary<int, long> ReadUpTo,
    UntimedIds Untimed
)
{
    private readonly HashSet<long> _displaced = [.. Untimed.Displaced.Select(id => RollupPeriod.Of(RollupTier.Hour, id.Second).Start)];

    /// <summary>The hours that change, ascending.</summary>
    public IEnumerable<long> Changed => Hours.Keys.Union(_displaced).Order();

    /// <summary>Returns the hours of a day that change, ascending.</summary>
    public IEnumerable<RollupPeriod> ChangedIn(RollupPeriod day) =>
        HoursOf(day)
            .Where(hour => Hours.ContainsKey(hour) || _displaced.Contains(hour))
            .Select(hour => new RollupPeriod(RollupTier.Hour, hour));

    /// <summary>Returns the blocks of an hour or of a day.</summary>
    public IEnumerable<IRollupPart> Of(RollupPeriod period) => HoursOf(period).SelectMany(hour => Hours.GetValueOrDefault(hour) ?? []);

    /// <summary>Returns true if an event stored in a period no longer counts.</summary>
    public bool IsDisplaced(RollupPeriod period) => _displaced.Count > 0 && HoursOf(period).Any(_displaced.Contains);

    // A sender may change every hour of many years at once, so each day looks up its own hours and never searches those of the site.
    private static IEnumerable<long> HoursOf(RollupPeriod period)
    {
        for (var hour = period.Start; hour < period.End; hour += RollupPeriod.Hour)
        {
            yield return hour;
        }
    }
}
