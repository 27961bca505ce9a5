using System.Globalization;
using Analytics.Core.Caching;
using Analytics.Core.Periods;
using Analytics.Core.Rollups;

namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// Chooses the fewest rollups that cover a range: months, days, and hours with their live blocks. Segments without visitors of the sample
/// are left out. One per scan; not thread-safe.
/// </summary>
internal sealed class SourceReader(
    SiteRollups rollups,
    string site,
    OpenSite open,
    HashSet<RollupPeriod> stale,
    WeightedCache<Rollup> composites,
    VisitorSample sample
)
{
    private readonly Dictionary<long, IReadOnlyList<ScanSource>> _hours = [];
    private readonly Dictionary<long, IReadOnlyList<StoredRollup>> _days = [];
    private readonly int _epoch = open.Live.Epoch;

    /// <summary>
    /// Reads the rows beside a second: the UTC day that begins or ends there, if it is built and nothing is live in it, otherwise the
    /// hour.
    /// </summary>
    /// <param name="edge">A whole hour, Unix seconds.</param>
    /// <param name="isBack">True for the time before the edge, false for the time after it.</param>
    /// <param name="cancellationToken">Cancels the reads.</param>
    /// <exception cref="ReplacedRollupException">Blocks were rolled up since the reader was made; choose again.</exception>
    public async ValueTask<SourcesBeside> ReadBesideAsync(long edge, bool isBack, CancellationToken cancellationToken)
    {
        if (open.Live.Epoch != _epoch)
        {
            throw new ReplacedRollupException(RollupPeriod.Of(RollupTier.Day, edge).RowKey, site);
        }

        var day = RollupPeriod.Of(RollupTier.Day, isBack ? edge - 1 : edge);
        if (edge == (isBack ? day.End : day.Start) && await BuiltAsync(day, cancellationToken) is { } built)
        {
            return new(day.Start, day.End, [.. Stored(built)]);
        }

        var hour = isBack ? edge - RollupPeriod.Hour : edge;
        return new(hour, hour + RollupPeriod.Hour, await ReadHourAsync(hour, cancellationToken));
    }

    /// <summary>
    /// Returns the sources of a range of whole hours, in order. The first and the last may extend beyond the range, to the edge of their
    /// day.
    /// </summary>
    /// <param name="from">Inclusive, Unix seconds.</param>
    /// <param name="to">Exclusive.</param>
    /// <param name="sampledMonths">True if a month with a sample may replace its days.</param>
    /// <param name="cancellationToken">Cancels the reads.</param>
    public async ValueTask<List<ScanSource>> ReadAsync(long from, long to, bool sampledMonths, CancellationToken cancellationToken)
    {
        // A month joins the two ids of a midnight, so its sample has other events than the samples of its days.
        var months = await rollups.HeadsAsync(RollupTier.Month, from, to, cancellationToken);
        var days = await rollups.HeadsAsync(RollupTier.Day, RollupPeriod.Of(RollupTier.Day, from).Start, to, cancellationToken);
        var pieces = new List<Piece>();
        for (var cursor = from; cursor < to; cursor = pieces[^1].To)
        {
            var month = RollupPeriod.Of(RollupTier.Month, cursor);
            if (
                sample.IsAll
                && cursor == month.Start
                && month.End <= to
                && months.TryGetValue(cursor, out var monthHead)
                && !stale.Contains(month)
                && !open.Live.Any(month.Start, month.End)
                && (sampledMonths || monthHead.Rollup.Threshold == ulong.MaxValue)
            )
            {
                pieces.Add(new(month, cursor, month.End, monthHead, IsByHours: false));
                continue;
            }

            var day = RollupPeriod.Of(RollupTier.Day, cursor);
            var end = Math.Min(day.End, to);
            StoredRollup? dayHead = days.TryGetValue(day.Start, out var head) ? head : null;
            var isWhole = cursor == day.Start && end == day.End;
            var isBuilt = dayHead is { } built && IsBuilt(built) && (isWhole || built.Rollup.Threshold == ulong.MaxValue);
            pieces.Add(new(day, cursor, end, dayHead, !isBuilt));
        }

        return await SourcesOfAsync(pieces, cancellationToken);
    }

    /// <summary>
    /// Determines beyond which edges of open days there are any rows, so that visitors are not searched where none can be.
    /// </summary>
    public async ValueTask LookBesideAsync(List<ScanSource> sources, CancellationToken cancellationToken)
    {
        for (var i = 0; i < sources.Count; i++)
        {
            var source = sources[i];
            if (source.Open is not null)
            {
                sources[i] = source with
                {
                    IsPreceded =
                        i > 0
                            ? sources[i - 1].End == source.Start
                            : (await ReadBesideAsync(source.Start, isBack: true, cancellationToken)).Sources.Count > 0,
                    IsFollowed =
                        i + 1 < sources.Count
                            ? sources[i + 1].Start == source.End
                            : (await ReadBesideAsync(source.End, isBack: false, cancellationToken)).Sources.Count > 0,
                };
            }
        }
    }

    /// <summary>Returns the sources of the parts of a range, in order. The hours of consecutive days are read together.</summary>
    private async ValueTask<List<ScanSource>> SourcesOfAsync(List<Piece> pieces, CancellationToken cancellationToken)
    {
        var sources = new List<ScanSource>();
        for (var i = 0; i < pieces.Count; )
        {
            if (!pieces[i].IsByHours)
            {
                sources.AddRange(Stored(pieces[i++].Head!.Value));
                continue;
            }

            var consecutiveDays = pieces.Skip(i).TakeWhile(piece => piece.IsByHours).ToList();
            i += consecutiveDays.Count;
            var (start, end) = (consecutiveDays[0].Period.Start, consecutiveDays[^1].Period.End);
            var hours = await rollups.HeadsAsync(RollupTier.Hour, start, end, cancellationToken);
            var byDay = hours.Values.ToLookup(hour => RollupPeriod.Of(RollupTier.Day, hour.Rollup.Period.Start));
            open.Expect(consecutiveDays.Select(piece => piece.Period.Start));
            foreach (var (day, from, to, head, _) in consecutiveDays)
            {
                var parts = PartsOf(day, head, byDay[day]);
                sources.AddRange(await OfHoursAsync(day, from, to, parts, cancellationToken));
            }
        }

        var byHours = pieces.Where(piece => piece.IsByHours).Select(piece => (piece.Period, piece.Head?.ETag)).ToList();
        await RequireSameAsync(byHours, cancellationToken);
        return sources;
    }

    /// <summary>
    /// Checks that days whose hours were read have not changed: a transaction that writes a day may delete hours that it takes over, or
    /// the reverse, and events moved between the two reads would be missing.
    /// </summary>
    /// <exception cref="ReplacedRollupException">A day has changed; choose again.</exception>
    private async ValueTask RequireSameAsync(List<(RollupPeriod Day, string? ETag)> days, CancellationToken cancellationToken)
    {
        if (days.Count == 0)
        {
            return;
        }

        var heads = await rollups.HeadsAsync(RollupTier.Day, days[0].Day.Start, days[^1].Day.End, cancellationToken);
        foreach (var (day, etag) in days)
        {
            if ((heads.TryGetValue(day.Start, out var now) ? now.ETag : null) != etag)
            {
                throw new ReplacedRollupException(day.RowKey, site);
            }
        }
    }

    /// <summary>Returns the sources of a day that is not built or has live blocks: the day's own rows and its hours.</summary>
    private async ValueTask<IEnumerable<ScanSource>> OfHoursAsync(
        RollupPeriod day,
        long from,
        long to,
        IReadOnlyList<StoredRollup> parts,
        CancellationToken cancellationToken
    )
    {
        // A day in memory is faster than its hours, if its last blocks have just been rolled up.
        if (open.Live.Any(day.Start, day.End) || open.HasDay(day.Start, day.End, parts))
        {
            return await OpenAsync(day, from, to, parts, cancellationToken) is { } source ? [source] : [];
        }

        // Rows that are only in the day are not split by hour: the scan counts just the requested seconds.
        if (parts.Any(part => part.Rollup.Period == day))
        {
            return Composite(day.Start, day.End, parts);
        }

        IReadOnlyList<StoredRollup> hours = [.. parts.Where(part => part.Rollup.Period.Start >= from && part.Rollup.Period.Start < to)];
        return hours.Count > 0 ? Composite(from, to, hours) : [];
    }

    /// <summary>Returns the sources of one hour; empty without rows.</summary>
    private async ValueTask<IReadOnlyList<ScanSource>> ReadHourAsync(long hour, CancellationToken cancellationToken)
    {
        if (_hours.TryGetValue(hour, out var sources))
        {
            return sources;
        }

        var end = hour + RollupPeriod.Hour;
        var number = HourSet.HourOf(hour);
        var parts = new List<StoredRollup>();
        foreach (var part in await PartsAsync(RollupPeriod.Of(RollupTier.Day, hour), cancellationToken))
        {
            if (
                part.Rollup.Period.Tier == RollupTier.Hour
                    ? part.Rollup.Period.Start == hour
                    : (part.Hours ?? part.Rollup.Hours!.Hours).Contains(number)
            )
            {
                parts.Add(part.Rollup.Period.Tier == RollupTier.Hour ? part : part with { Hours = HourSet.None.With(number) });
            }
        }

        _hours[hour] = sources = open.Live.Any(hour, end)
            ? [ScanSource.Of(await open.DayAsync(hour, end, parts, cancellationToken))]
            : parts switch
            {
                [] => [],
                [{ Hours: null } only] => [.. Stored(only)],
                _ => [.. Composite(hour, end, parts)],
            };
        return sources;
    }

    /// <summary>Returns a day that is built and has no live blocks; null otherwise.</summary>
    private async ValueTask<StoredRollup?> BuiltAsync(RollupPeriod day, CancellationToken cancellationToken)
    {
        var heads = await rollups.HeadsAsync(RollupTier.Day, day.Start, day.End, cancellationToken);
        return heads.TryGetValue(day.Start, out var head) && IsBuilt(head) && head.Rollup.Threshold == ulong.MaxValue ? head : null;
    }

    private bool IsBuilt(StoredRollup day) =>
        !stale.Contains(day.Rollup.Period) && !open.Live.Any(day.Rollup.Period.Start, day.Rollup.Period.End);

    private async ValueTask<IReadOnlyList<StoredRollup>> PartsAsync(RollupPeriod day, CancellationToken cancellationToken)
    {
        if (!_days.TryGetValue(day.Start, out var parts))
        {
            var heads = await rollups.HeadsAsync(RollupTier.Day, day.Start, day.End, cancellationToken);
            StoredRollup? head = heads.TryGetValue(day.Start, out var found) ? found : null;
            var hours = await rollups.HeadsAsync(RollupTier.Hour, day.Start, day.End, cancellationToken);
            parts = PartsOf(day, head, hours.Values);
            await RequireSameAsync([(day, head?.ETag)], cancellationToken);
            _days[day.Start] = parts;
        }

        return parts;
    }

    /// <summary>Chooses the rolled-up parts of a changing day, so that its hours stay distinguishable.</summary>
    /// <remarks>
    /// A day of an older release does not record the inclusion of its hours; its hours contain the ids of their events.
    /// </remarks>
    private IReadOnlyList<StoredRollup> PartsOf(RollupPeriod day, StoredRollup? head, IEnumerable<StoredRollup> hours) =>
        DayParts.Of(head is { Rollup.Hours: null } ? null : head, stale.Contains(day) || open.Live.Any(day.Start, day.End), hours);

    /// <summary>
    /// Returns a growing day, even for some of its hours. If the day exceeds the limits, only these hours are opened, of which more can
    /// be kept.
    /// </summary>
    private async ValueTask<ScanSource?> OpenAsync(
        RollupPeriod day,
        long from,
        long to,
        IReadOnlyList<StoredRollup> parts,
        CancellationToken cancellationToken
    )
    {
        var whole = await open.DayAsync(day.Start, day.End, parts, cancellationToken);
        if (whole.Threshold == ulong.MaxValue || (from == day.Start && to == day.End))
        {
            return ScanSource.Of(whole);
        }

        var partsOfRange = parts
            .Where(part => part.Rollup.Period == day || (part.Rollup.Period.Start >= from && part.Rollup.Period.Start < to))
            .Select(part => part.Rollup.Period == day ? part with { Hours = HoursBetween(part, from, to) } : part)
            .ToList();
        return partsOfRange.Count == 0 && !open.Live.Any(from, to)
            ? null
            : ScanSource.Of(await open.DayAsync(from, to, partsOfRange, cancellationToken));
    }

    private static HourSet HoursBetween(StoredRollup day, long from, long to)
    {
        var hours = day.Hours ?? day.Rollup.Hours!.Hours;
        for (var hour = 0; hour < HourSet.Hours; hour++)
        {
            var start = day.Rollup.Period.Start + (hour * RollupPeriod.Hour);
            hours = start >= from && start < to ? hours : hours.Without(hour);
        }

        return hours;
    }

    /// <summary>Returns the segments of a rollup, the first one with the totals, or the rollup as a whole.</summary>
    private IEnumerable<ScanSource> Stored(StoredRollup head)
    {
        // The sources are cached longer than this reader lives, so they must not reference it: it references the site's growing rows.
        var (from, sampled) = (rollups, sample.Visitors);
        var (period, totals) = (head.Rollup.Period, new PeriodTotals(head.Rollup.Period, head.Rollup.Totals));
        if (head.Rollup.Segments is not { } segments)
        {
            return
            [
                new($"{period.RowKey}@{head.ETag}", period.Start, period.End, [totals], (_, token) => from.LoadSameAsync(head, token))
                {
                    Threshold = head.Rollup.Threshold,
                },
            ];
        }

        var entries = segments.Entries.Where(entry => segments.RangeOf(entry).Overlaps(sampled)).ToList();
        return entries.Count == 0
            ? [Empty(head, totals)]
            : entries.Select(
                (entry, i) =>
                    new ScanSource(
                        string.Create(CultureInfo.InvariantCulture, $"{period.RowKey}/{segments.Bits}.{entry.Prefix}@{entry.Hash:x16}"),
                        period.Start,
                        period.End,
                        i == 0 ? [totals] : [],
                        (wanted, token) => from.LoadSegmentAsync(head, entry, wanted, token)
                    )
                    {
                        LoadEdgesAsync = token => from.LoadEdgesAsync(head, entry, token),
                        Visitors = segments.RangeOf(entry),
                        TotalsIdentity = i == 0 ? $"@{head.ETag}" : string.Empty,
                    }
            );
    }

    /// <summary>Returns a period without segments in the sample: its totals only.</summary>
    private ScanSource Empty(StoredRollup head, PeriodTotals totals)
    {
        var period = head.Rollup.Period;
        var none = new RollupMerger().Merge(period, []);
        return new($"{period.RowKey}/none@{head.ETag}", period.Start, period.End, [totals], (_, _) => ValueTask.FromResult(none))
        {
            Visitors = sample.Visitors,
        };
    }

    /// <summary>Returns parts of one day, divided by the finest prefixes of any part.</summary>
    private IEnumerable<ScanSource> Composite(long from, long to, IReadOnlyList<StoredRollup> parts)
    {
        var (untimed, merge) = (open.Live.Untimed, new CompositeMerge(rollups, site, composites));
        var identity = string.Join('+', parts.Select(part => part.Identity)) + untimed.IdentityOf(from, to);
        var bits = parts.Max(part => part.Rollup.Segments?.Bits ?? 0);
        for (var prefix = 0; prefix < 1 << Math.Max(0, bits - sample.Bits); prefix++)
        {
            var visitors = VisitorRange.OfPrefix(bits, prefix);
            var key = bits == 0 ? identity : string.Create(CultureInfo.InvariantCulture, $"{identity}/{bits}.{prefix}");
            yield return new(
                key,
                from,
                to,
                prefix == 0 ? [.. parts.Select(part => new PeriodTotals(part.Rollup.Period, part.Head.Totals))] : [],
                (_, token) => merge.MergeAsync(key, parts, visitors, untimed, token)
            )
            {
                Visitors = visitors,
                Threshold = parts.Min(part => part.Rollup.Threshold),
                IsMerged = true,
                CorrectionFactor = 1 << Math.Min(bits, sample.Bits),
            };
        }
    }

    /// <summary>
    /// A part of a range: a stored period, or the requested part of a day that is not built or has live blocks.
    /// </summary>
    /// <param name="Period">The month or day.</param>
    /// <param name="From">The first requested second.</param>
    /// <param name="To">The end, exclusive.</param>
    /// <param name="Head">Its row; null for none.</param>
    /// <param name="IsByHours">True if the hours of the day are read.</param>
    private readonly record struct Piece(RollupPeriod Period, long From, long To, StoredRollup? Head, bool IsByHours);
}

/// <summary>The day or hour beside an edge.</summary>
/// <param name="Start">Its first second, Unix time.</param>
/// <param name="End">Its end, exclusive.</param>
/// <param name="Sources">Its sources; empty without rows.</param>
internal sealed record SourcesBeside(long Start, long End, IReadOnlyList<ScanSource> Sources)
{
    /// <summary>Identifies the exact content.</summary>
    public string Identity => string.Join('+', Sources.Select(source => source.Identity));
}
