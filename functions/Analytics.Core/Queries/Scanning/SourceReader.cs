using Analytics.Core.Periods;
using Analytics.Core.Rollups;

namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// Chooses the fewest rollups that cover a range: months, days, and hours with what is still live on top. One per scan; not thread-safe.
/// </summary>
internal sealed class SourceReader(SiteRollups rollups, string site, OpenSite open, HashSet<RollupPeriod> stale, WeightedCache<Rollup> composites)
{
    private readonly Dictionary<long, ScanSource?> _hours = [];

    /// <summary>One hour alone, or null if nothing is there.</summary>
    public async ValueTask<ScanSource?> ReadHourAsync(long hour, CancellationToken cancellationToken)
    {
        if (!_hours.TryGetValue(hour, out var source))
        {
            var heads = await HeadsAsync(RollupTier.Hour, hour, hour + RollupPeriod.Hour, cancellationToken).ConfigureAwait(false);
            source = open.Live.Any(hour, hour + RollupPeriod.Hour)
                ? ScanSource.Of(await open.DayAsync(hour, hour + RollupPeriod.Hour, heads.Values, cancellationToken).ConfigureAwait(false))
                : heads.Values.Select(head => Stored(head.Rollup.Period, head)).FirstOrDefault();
            _hours[hour] = source;
        }

        return source;
    }

    /// <summary>The sources of a range of whole hours, in order.</summary>
    /// <param name="from">Inclusive, Unix seconds.</param>
    /// <param name="to">Exclusive.</param>
    /// <param name="sampledMonths">Whether a month that keeps a sample may stand for its days.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async ValueTask<List<ScanSource>> ReadAsync(long from, long to, bool sampledMonths, CancellationToken cancellationToken)
    {
        var months = await HeadsAsync(RollupTier.Month, from, to, cancellationToken).ConfigureAwait(false);
        var days = await HeadsAsync(RollupTier.Day, from, to, cancellationToken).ConfigureAwait(false);
        var sources = new List<ScanSource>();
        for (var at = from; at < to;)
        {
            var month = RollupPeriod.Of(RollupTier.Month, at);
            if (at == month.Start && month.End <= to && months.TryGetValue(at, out var monthHead)
                && !open.Live.Any(month.Start, month.End) && (sampledMonths || monthHead.Rollup.Threshold == ulong.MaxValue))
            {
                sources.Add(Stored(month, monthHead));
                at = month.End;
                continue;
            }

            var day = RollupPeriod.Of(RollupTier.Day, at);
            var end = Math.Min(day.End, to);
            if (at == day.Start && end == day.End && days.TryGetValue(at, out var dayHead))
            {
                sources.Add(open.Live.Any(at, end)
                    ? ScanSource.Of(await open.DayAsync(at, end, [dayHead], cancellationToken).ConfigureAwait(false))
                    : Stored(day, dayHead));
            }
            else if (open.Live.Any(day.Start, day.End))
            {
                if (await OpenAsync(day, at, end, cancellationToken).ConfigureAwait(false) is { } source)
                {
                    sources.Add(source);
                }
            }
            else
            {
                var hours = await HeadsAsync(RollupTier.Hour, at, end, cancellationToken).ConfigureAwait(false);
                if (hours.Count > 0)
                {
                    sources.Add(Composite(at, end, [.. hours.Values]));
                }
            }

            at = end;
        }

        return sources;
    }

    private async ValueTask<SortedDictionary<long, StoredRollup>> HeadsAsync(RollupTier tier, long from, long to, CancellationToken cancellationToken)
    {
        var heads = await rollups.HeadsAsync(tier, from, to, cancellationToken).ConfigureAwait(false);
        foreach (var start in heads.Where(head => stale.Contains(head.Value.Rollup.Period)).Select(head => head.Key).ToList())
        {
            heads.Remove(start);
        }

        return heads;
    }

    /// <summary>
    /// A day that still grows, also for some of its hours; but these alone where more can be kept of them than of the day.
    /// </summary>
    private async ValueTask<ScanSource?> OpenAsync(RollupPeriod day, long from, long to, CancellationToken cancellationToken)
    {
        var hours = await HeadsAsync(RollupTier.Hour, day.Start, day.End, cancellationToken).ConfigureAwait(false);
        var whole = await open.DayAsync(day.Start, day.End, hours.Values, cancellationToken).ConfigureAwait(false);
        if (whole.Threshold == ulong.MaxValue || (from == day.Start && to == day.End))
        {
            return ScanSource.Of(whole);
        }

        var heads = hours.Values.Where(hour => hour.Rollup.Period.Start >= from && hour.Rollup.Period.Start < to).ToList();
        return heads.Count == 0 && !open.Live.Any(from, to)
            ? null
            : ScanSource.Of(await open.DayAsync(from, to, heads, cancellationToken).ConfigureAwait(false));
    }

    private ScanSource Stored(RollupPeriod period, StoredRollup head) =>
        new($"{period.RowKey}@{head.ETag}", period.Start, period.End, [new(period, head.Rollup.Totals)], async token => (await rollups.LoadAsync(head, token).ConfigureAwait(false)).Rollup);

    /// <summary>Hours of one day.</summary>
    private ScanSource Composite(long from, long to, IReadOnlyList<StoredRollup> hours)
    {
        var identity = string.Join('+', hours.Select(hour => $"{hour.Rollup.Period.RowKey}@{hour.ETag}")) + open.Live.Untimed.IdentityOf(from, to);
        return new(
            identity,
            from,
            to,
            [.. hours.Select(hour => new PeriodTotals(hour.Rollup.Period, hour.Rollup.Totals))],
            token => MergeAsync(identity, hours, open.Live.Untimed, token));
    }

    private async ValueTask<Rollup> MergeAsync(
        string identity, IReadOnlyList<StoredRollup> hours, UntimedIds untimed, CancellationToken cancellationToken)
    {
        var key = $"{site}|{identity}";
        if (composites.TryGet(key, out var known))
        {
            return known;
        }

        var parts = new List<IRollupPart>();
        foreach (var hour in hours)
        {
            parts.Add((await rollups.LoadAsync(hour, cancellationToken).ConfigureAwait(false)).Rollup);
        }

        var whole = parts is [var only] ? only.Period : RollupPeriod.Of(RollupTier.Day, parts[0].Period.Start);
        var merged = new RollupMerger().Merge(whole, parts, SamplingLimits.Default(RollupTier.Day), untimed, cancellationToken);
        composites.Replace(key, merged, 1000 + (merged.EventCount * 60L));
        return merged;
    }
}
