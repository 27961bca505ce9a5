using Analytics.Core.Rollups;
using Analytics.Core.Rollups.Encoding;
using Analytics.Core.Tables;

namespace Analytics.Core.Reprocessing;

/// <summary>What is stored of a site's day.</summary>
/// <param name="Site">The site.</param>
/// <param name="Day">The day.</param>
/// <param name="Hours">The hour rollups by their start.</param>
/// <param name="Built">The day rollup, unless it is marked stale: what queries read.</param>
internal sealed record SiteDay(string Site, RollupPeriod Day, SortedDictionary<long, StoredHour> Hours, StoredHour? Built)
{
    public static async Task<SiteDay> ReadAsync(ITableStore tables, string site, RollupPeriod day, CancellationToken cancellationToken)
    {
        var hours = new SortedDictionary<long, StoredHour>();
        var first = new RollupPeriod(RollupTier.Hour, day.Start).RowKey;
        var last = new RollupPeriod(RollupTier.Hour, day.End - RollupPeriod.Hour).RowKey + "~";
        await foreach (var row in tables.ReadRangeAsync(TableNames.Rollups, site, first, last, headsOnly: false, cancellationToken).ConfigureAwait(false))
        {
            var hour = StoredHour.Of(row);
            hours[hour.Rollup.Period.Start] = hour;
        }

        var marker = await tables.ReadAsync(TableNames.Rollups, site, day.StaleKey, cancellationToken).ConfigureAwait(false);
        var built = marker is null ? await tables.ReadAsync(TableNames.Rollups, site, day.RowKey, cancellationToken).ConfigureAwait(false) : null;
        return new(site, day, hours, built is null ? null : StoredHour.Of(built));
    }

    /// <summary>What the day is before: what queries read.</summary>
    public async ValueTask<DayCounts> CountsAsync(HourComposer composer, CancellationToken cancellationToken) =>
        Built is not null ? DayCounts.Of(Built.Rollup)
        : Hours.Count == 0 ? DayCounts.Zero
        : DayCounts.Of(Decode(await composer.DayAsync(Day, [.. Hours.Values.Select(hour => hour.Rollup)], cancellationToken).ConfigureAwait(false)));

    /// <summary>The day with other hours in the place of some; there is at least one.</summary>
    public ValueTask<EncodedRollup> WithAsync(IReadOnlyList<HourDraft> drafts, HourComposer composer, CancellationToken cancellationToken)
    {
        var hours = Hours.ToDictionary(hour => hour.Key, hour => hour.Value.Rollup);
        foreach (var draft in drafts)
        {
            hours[draft.Period.Start] = draft.IsChanged ? draft.Rollup : draft.Stored!.Rollup;
        }

        return composer.DayAsync(Day, [.. hours.OrderBy(hour => hour.Key).Select(hour => hour.Value)], cancellationToken);
    }

    public static Rollup Decode(EncodedRollup encoded) => RollupDecoder.Decode(encoded.Head, encoded.Body);
}
