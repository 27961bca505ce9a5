using Analytics.Core.Periods;
using Analytics.Core.Periods.Encoding;
using Analytics.Core.Rollups;
using Analytics.Core.Tables;

namespace Analytics.Core.Reprocessing;

/// <summary>What is stored of a site's day.</summary>
/// <param name="Site">The site.</param>
/// <param name="Day">The day.</param>
/// <param name="Hours">The hour rollups by their start.</param>
/// <param name="Built">The day rollup, unless it is marked stale: what queries read.</param>
internal sealed record SiteDay(string Site, RollupPeriod Day, SortedDictionary<long, StoredHour> Hours, StoredHour? Built)
{
    public static async Task<SiteDay> ReadAsync(
        ITableStore tables, Func<CancellationToken, Task<Inclusion>> all, string site, RollupPeriod day, CancellationToken cancellationToken)
    {
        var bodies = new LargeBodyReader(tables);
        var hours = new SortedDictionary<long, StoredHour>();
        var first = new RollupPeriod(RollupTier.Hour, day.Start).RowKey;
        var last = new RollupPeriod(RollupTier.Hour, day.End - RollupPeriod.Hour).RowKey + "~";
        await foreach (var row in tables.ReadReadableRangeAsync(TableNames.Rollups, site, first, last, cancellationToken).ConfigureAwait(false))
        {
            if (await bodies.CompleteAsync(row, cancellationToken).ConfigureAwait(false) is { } whole)
            {
                var hour = await OfAsync(whole, all, cancellationToken).ConfigureAwait(false);
                hours[hour.Rollup.Period.Start] = hour;
            }
        }

        var marker = await tables.ReadAsync(TableNames.Rollups, site, day.StaleKey, cancellationToken).ConfigureAwait(false);
        var built = marker is null ? await tables.ReadReadableAsync(TableNames.Rollups, site, day.RowKey, cancellationToken).ConfigureAwait(false) : null;
        built = built is null ? null : await bodies.CompleteAsync(built, cancellationToken).ConfigureAwait(false);
        return new(site, day, hours, built is null ? null : await OfAsync(built, all, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>What the day is before: what queries read.</summary>
    public async ValueTask<DayCounts> CountsAsync(HourComposer composer, CancellationToken cancellationToken) =>
        Built is { IsDamaged: false } ? DayCounts.Of(Built.Rollup)
        : Readable.Count == 0 ? DayCounts.Zero
        : DayCounts.Of(Decode(await composer.DayAsync(Day, [.. Readable.Values], cancellationToken).ConfigureAwait(false)));

    /// <summary>The day with other hours in the place of some; there is at least one.</summary>
    public ValueTask<EncodedRollup> WithAsync(IReadOnlyList<HourDraft> drafts, HourComposer composer, CancellationToken cancellationToken)
    {
        var hours = Readable;
        foreach (var draft in drafts)
        {
            hours[draft.Period.Start] = draft.IsChanged ? draft.Rollup : draft.Stored!.Rollup;
        }

        return composer.DayAsync(Day, [.. hours.OrderBy(hour => hour.Key).Select(hour => hour.Value)], cancellationToken);
    }

    private static async ValueTask<StoredHour> OfAsync(
        TableRow row, Func<CancellationToken, Task<Inclusion>> all, CancellationToken cancellationToken) =>
        StoredHour.Of(row, StoredHour.HasHead(row) ? Inclusion.None : await all(cancellationToken).ConfigureAwait(false));

    /// <summary>The hours that can be read.</summary>
    private Dictionary<long, Rollup> Readable => Hours.Where(hour => !hour.Value.IsDamaged).ToDictionary(hour => hour.Key, hour => hour.Value.Rollup);

    public static Rollup Decode(EncodedRollup encoded) => RollupDecoder.Decode(encoded.Head, encoded.Body);
}
