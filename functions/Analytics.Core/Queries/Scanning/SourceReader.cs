using System.Globalization;
using Analytics.Core.Periods;
using Analytics.Core.Rollups;

namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// Chooses the fewest rollups that cover a range: months, days, and hours with what is still live on top. One per scan; not thread-safe.
/// </summary>
internal sealed class SourceReader(SiteRollups rollups, string site, OpenSite open, HashSet<RollupPeriod> stale, WeightedCache<Rollup> composites)
{
    private readonly Dictionary<long, IReadOnlyList<ScanSource>> _hours = [];

    /// <summary>The sources of one hour alone; none if nothing is there.</summary>
    public async ValueTask<IReadOnlyList<ScanSource>> ReadHourAsync(long hour, CancellationToken cancellationToken)
    {
        if (!_hours.TryGetValue(hour, out var sources))
        {
            var heads = await HeadsAsync(RollupTier.Hour, hour, hour + RollupPeriod.Hour, cancellationToken).ConfigureAwait(false);
            sources = open.Live.Any(hour, hour + RollupPeriod.Hour)
                ? [ScanSource.Of(await open.DayAsync(hour, hour + RollupPeriod.Hour, heads.Values, cancellationToken).ConfigureAwait(false))]
                : [.. heads.Values.SelectMany(Stored)];
            _hours[hour] = sources;
        }

        return sources;
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
                sources.AddRange(Stored(monthHead));
                at = month.End;
                continue;
            }

            var day = RollupPeriod.Of(RollupTier.Day, at);
            var end = Math.Min(day.End, to);
            if (at == day.Start && end == day.End && !open.Live.Any(at, end) && days.TryGetValue(at, out var dayHead))
            {
                sources.AddRange(Stored(dayHead));
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
                    sources.AddRange(Composite(at, end, [.. hours.Values]));
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

    /// <summary>The segments of a rollup, of which the first has the totals; or the whole of it.</summary>
    private IEnumerable<ScanSource> Stored(StoredRollup head)
    {
        var (period, totals) = (head.Rollup.Period, new PeriodTotals(head.Rollup.Period, head.Rollup.Totals));
        return head.Rollup.Segments is not { } segments
            ? [new($"{period.RowKey}@{head.ETag}", period.Start, period.End, [totals], (_, token) => rollups.LoadSameAsync(head, token)) { Threshold = head.Rollup.Threshold }]
            : segments.Entries.Select((entry, i) => new ScanSource(
                string.Create(CultureInfo.InvariantCulture, $"{period.RowKey}/{segments.Bits}.{entry.Prefix}@{entry.Hash:x16}"),
                period.Start,
                period.End,
                i == 0 ? [totals] : [],
                (wanted, token) => rollups.LoadSegmentAsync(head, entry, wanted, token))
            {
                LoadEdgesAsync = token => rollups.LoadEdgesAsync(head, entry, token),
                Visitors = segments.RangeOf(entry),
            });
    }

    /// <summary>Hours of one day, by the finest prefixes that any of them is stored by.</summary>
    private IEnumerable<ScanSource> Composite(long from, long to, IReadOnlyList<StoredRollup> hours)
    {
        var identity = string.Join('+', hours.Select(hour => $"{hour.Rollup.Period.RowKey}@{hour.ETag}")) + open.Live.Untimed.IdentityOf(from, to);
        var bits = hours.Max(hour => hour.Rollup.Segments?.Bits ?? 0);
        for (var prefix = 0; prefix < 1 << bits; prefix++)
        {
            var visitors = VisitorRange.OfPrefix(bits, prefix);
            var key = bits == 0 ? identity : string.Create(CultureInfo.InvariantCulture, $"{identity}/{bits}.{prefix}");
            yield return new(
                key,
                from,
                to,
                prefix == 0 ? [.. hours.Select(hour => new PeriodTotals(hour.Rollup.Period, hour.Rollup.Totals))] : [],
                (_, token) => MergeAsync(key, hours, visitors, open.Live.Untimed, token))
            {
                Visitors = visitors,
                Threshold = hours.Min(hour => hour.Rollup.Threshold),
                IsMerged = true,
            };
        }
    }

    private async ValueTask<Rollup> MergeAsync(
        string identity, IReadOnlyList<StoredRollup> hours, VisitorRange visitors, UntimedIds untimed, CancellationToken cancellationToken)
    {
        var key = $"{site}|{identity}";
        if (composites.TryGet(key, out var known))
        {
            return known;
        }

        var parts = new List<IRollupPart>();
        foreach (var hour in hours)
        {
            parts.AddRange(await rollups.LoadAsync(hour, visitors, cancellationToken).ConfigureAwait(false));
        }

        var whole = hours is [var only] ? only.Rollup.Period : RollupPeriod.Of(RollupTier.Day, hours[0].Rollup.Period.Start);
        var merged = new RollupMerger().Merge(
            whole, parts, new() { Visitors = visitors, Untimed = untimed, Sums = PartSums.None(Rollup.CurrentLogicVersion) }, cancellationToken);
        composites.Replace(key, merged, 1000 + (merged.EventCount * 60L));
        return merged;
    }
}
