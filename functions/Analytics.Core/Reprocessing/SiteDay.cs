using Analytics.Core.Periods;
using Analytics.Core.Periods.Segments;
using Analytics.Core.Rollups;
using Analytics.Core.Tables;

namespace Analytics.Core.Reprocessing;

/// <summary>The stored rollups of a site's day.</summary>
/// <param name="Site">The site.</param>
/// <param name="Day">The day.</param>
/// <param name="Hours">The hour rollups by their start.</param>
/// <param name="Built">The day rollup, unless it is marked stale: what queries read.</param>
/// <param name="Rollups">The rollups.</param>
/// <param name="Memory">What is composed for it and not stored.</param>
internal sealed record SiteDay(
    string Site, RollupPeriod Day, SortedDictionary<long, StoredHour> Hours, StoredHour? Built, RollupTable Rollups, SegmentMemory Memory)
{
    public static async Task<SiteDay> ReadAsync(
        ITableStore tables, Func<CancellationToken, Task<Inclusion>> all, string site, RollupPeriod day, CancellationToken cancellationToken)
    {
        var rollups = new RollupTable(tables);
        var hours = new SortedDictionary<long, StoredHour>();
        var first = new RollupPeriod(RollupTier.Hour, day.Start).RowKey;
        var last = new RollupPeriod(RollupTier.Hour, day.End - RollupPeriod.Hour).RowKey + "~";
        await foreach (var row in tables.ReadReadableRangeAsync(TableNames.Rollups, site, first, last, cancellationToken).ConfigureAwait(false))
        {
            var hour = await OfAsync(row).ConfigureAwait(false);
            hours[hour.Rollup.Period.Start] = hour;
        }

        var marker = await tables.ReadAsync(TableNames.Rollups, site, day.StaleKey, cancellationToken).ConfigureAwait(false);
        var built = marker is null ? await tables.ReadReadableAsync(TableNames.Rollups, site, day.RowKey, cancellationToken).ConfigureAwait(false) : null;
        return new(site, day, hours, built is null ? null : await OfAsync(built).ConfigureAwait(false), rollups, new());

        async ValueTask<StoredHour> OfAsync(TableRow row) => await StoredHour.OfAsync(
            row, StoredHour.HasHead(row) ? Inclusion.None : await all(cancellationToken).ConfigureAwait(false), rollups, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Counts the day as it is before: what queries read.</summary>
    public async ValueTask<DayCounts> CountsAsync(HourComposer composer, CancellationToken cancellationToken)
    {
        if (Built is { IsDamaged: false })
        {
            return await DayCounts.OfAsync(PartOf(Built), cancellationToken).ConfigureAwait(false);
        }

        var hours = Readable;
        return hours.Count == 0
            ? DayCounts.Zero
            : await CountsAsync(await composer.DayAsync(Day, [.. hours.Values], Memory, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Counts a day that was composed.</summary>
    public ValueTask<DayCounts> CountsAsync(BuiltPeriod day, CancellationToken cancellationToken) =>
        DayCounts.OfAsync(Memory.PartOf(day.Head), cancellationToken);

    /// <summary>The day with other hours in the place of some; there is at least one.</summary>
    public ValueTask<BuiltPeriod> WithAsync(IReadOnlyList<HourDraft> drafts, HourComposer composer, CancellationToken cancellationToken)
    {
        var hours = Readable;
        foreach (var draft in drafts)
        {
            hours[draft.Period.Start] = draft.IsChanged ? Memory.PartOf(draft.Built.Head) : PartOf(draft.Stored!);
        }

        return composer.DayAsync(Day, [.. hours.OrderBy(hour => hour.Key).Select(hour => hour.Value)], Memory, cancellationToken);
    }

    /// <summary>The hours that can be read.</summary>
    private Dictionary<long, IPartSource> Readable =>
        Hours.Where(hour => !hour.Value.IsDamaged).ToDictionary(hour => hour.Key, hour => PartOf(hour.Value));

    private IPartSource PartOf(StoredHour stored) => Rollups.PartOf(Site, new(stored.Rollup, stored.Row.ETag));
}
