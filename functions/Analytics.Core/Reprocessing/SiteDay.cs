using Analytics.Core.Periods;
using Analytics.Core.Periods.Encoding;
using Analytics.Core.Periods.Segments;
using Analytics.Core.Rollups;
using Analytics.Core.Tables;

namespace Analytics.Core.Reprocessing;

/// <summary>The stored rollups of a site's day.</summary>
/// <param name="Site">The site.</param>
/// <param name="Day">The day.</param>
/// <param name="Hours">The hours by their start, including those that are only in the day.</param>
/// <param name="Built">The day rollup that queries read; null if it is marked as stale.</param>
/// <param name="DayRow">The row of the day rollup, stale or not.</param>
/// <param name="Rollups">The rollups.</param>
/// <param name="Memory">Composed rows that are not stored.</param>
internal sealed record SiteDay(
    string Site,
    RollupPeriod Day,
    SortedDictionary<long, StoredHour> Hours,
    StoredHour? Built,
    TableRow? DayRow,
    RollupTable Rollups,
    SegmentMemory Memory
)
{
    public static async Task<SiteDay> ReadAsync(
        ITableStore tables,
        Func<CancellationToken, Task<Inclusion>> all,
        string site,
        RollupPeriod day,
        CancellationToken cancellationToken
    )
    {
        var rollups = new RollupTable(tables);
        var hours = new SortedDictionary<long, StoredHour>();
        var first = new RollupPeriod(RollupTier.Hour, day.Start).RowKey;
        var last = new RollupPeriod(RollupTier.Hour, day.End - RollupPeriod.Hour).RowKey + "~";
        await foreach (var ofHour in tables.ReadReadableRangeAsync(TableNames.Rollups, site, first, last, cancellationToken))
        {
            var hour = await OfAsync(ofHour);
            hours[hour.Rollup.Period.Start] = hour;
        }

        var marker = await tables.ReadAsync(TableNames.Rollups, site, day.StaleKey, cancellationToken);
        var row = await tables.ReadReadableAsync(TableNames.Rollups, site, day.RowKey, cancellationToken);
        if (row is null)
        {
            return new(site, day, hours, null, null, rollups, new());
        }

        var built = await OfAsync(row);
        AddHoursOf(built, site, rollups, hours);
        return new(site, day, hours, marker is null ? built : null, row, rollups, new());

        async ValueTask<StoredHour> OfAsync(TableRow stored) =>
            await StoredHour.OfAsync(
                stored,
                StoredHour.HasHead(stored) ? Inclusion.None : await all(cancellationToken),
                tables,
                cancellationToken
            );
    }

    /// <summary>
    /// Adds the hours of which the day has messages that their rows lack. If the head of the day cannot be read, these may be all hours
    /// without a row.
    /// </summary>
    private static void AddHoursOf(StoredHour day, string site, RollupTable rollups, SortedDictionary<long, StoredHour> hours)
    {
        for (var hour = 0; hour < HourSet.Hours; hour++)
        {
            var period = new RollupPeriod(RollupTier.Hour, day.Rollup.Period.Start + (hour * RollupPeriod.Hour));
            var row = hours.GetValueOrDefault(period.Start);
            var rowMessages = row?.Rollup.Included ?? Inclusion.None;
            var included =
                day.Rollup.Hours?[hour] ?? (row is null && !StoredHour.HasHead(day.Row!) ? day.Rollup.Included : Inclusion.None);
            if (rowMessages.Contains(included))
            {
                continue;
            }

            List<IPartSource> parts = day.IsDamaged ? [] : [OfDay(hour)];
            if (row is not null && !included.Contains(rowMessages))
            {
                parts.Add(rollups.PartOf(site, new(row.Rollup, row.Row!.ETag)));
            }

            hours[period.Start] = StoredHour.InDay(
                period,
                row?.Row,
                included.Union(rowMessages),
                day.IsDamaged || row?.IsDamaged == true ? null : parts
            );
        }

        IPartSource OfDay(int hour) =>
            day.Rollup.HasIds
                ? new LoadedPart(new DayHour(day.Rollup, hour))
                : rollups.PartOf(site, new StoredRollup(day.Rollup, day.Row!.ETag) { Hours = HourSet.None.With(hour) });
    }

    /// <summary>
    /// True if the day must be deleted when any of its hours gets a separate row: it is small, or its head cannot be read.
    /// </summary>
    public bool IsSmall => DayRow is not null && InDay.Any() && (RollupDecoder.TryDecodeHead(DayRow.Head)?.HasIds ?? true);

    /// <summary>The hours that are only in the day.</summary>
    public IEnumerable<StoredHour> InDay => Hours.Values.Where(hour => hour.IsInDay);

    /// <summary>Returns the rows of the stored day, as queries read it; null if none can be read.</summary>
    public async ValueTask<IPartSource?> StoredAsync(HourComposer composer, CancellationToken cancellationToken)
    {
        if (Built is { IsDamaged: false })
        {
            return PartOf(Built);
        }

        var hours = Readable;
        return hours.Count == 0
            ? null
            : Memory.PartOf((await composer.DayAsync(Day, [.. hours.Values.SelectMany(parts => parts)], Memory, cancellationToken)).Head);
    }

    /// <summary>Returns the day with some hours replaced; there must be at least one.</summary>
    public ValueTask<BuiltPeriod> WithAsync(IReadOnlyList<HourDraft> drafts, HourComposer composer, CancellationToken cancellationToken)
    {
        var hours = Readable;
        foreach (var draft in drafts)
        {
            hours[draft.Period.Start] = draft.IsChanged ? [Memory.PartOf(draft.Built.Head)] : PartsOf(draft.Stored!);
        }

        return composer.DayAsync(Day, [.. hours.OrderBy(hour => hour.Key).SelectMany(hour => hour.Value)], Memory, cancellationToken);
    }

    /// <summary>The hours that can be read.</summary>
    private Dictionary<long, IReadOnlyList<IPartSource>> Readable =>
        Hours.Where(hour => !hour.Value.IsDamaged).ToDictionary(hour => hour.Key, hour => PartsOf(hour.Value));

    private IPartSource PartOf(StoredHour stored) => Rollups.PartOf(Site, new(stored.Rollup, stored.Row!.ETag));

    private IReadOnlyList<IPartSource> PartsOf(StoredHour stored) => stored.Parts ?? [PartOf(stored)];
}
