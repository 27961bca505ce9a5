using Analytics.Core.Rollups;

namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// Chooses the fewest rollups that cover a range: months, days, and hours with what is still live on top. One per scan; not thread-safe.
/// </summary>
internal sealed class SourceReader(RollupTable rollups, string site, LiveHours live, HashSet<RollupPeriod> stale, WeightedCache<Rollup> composites)
{
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
                && !live.Any(month.Start, month.End) && (sampledMonths || monthHead.Rollup.Threshold == ulong.MaxValue))
            {
                sources.Add(Stored(month, monthHead));
                at = month.End;
                continue;
            }

            var day = RollupPeriod.Of(RollupTier.Day, at);
            var end = Math.Min(day.End, to);
            if (at == day.Start && end == day.End && days.TryGetValue(at, out var dayHead))
            {
                sources.Add(live.Any(at, end) ? Composite(at, end, [(day, dayHead)]) : Stored(day, dayHead));
            }
            else
            {
                var hours = await HeadsAsync(RollupTier.Hour, at, end, cancellationToken).ConfigureAwait(false);
                if (hours.Count > 0 || live.Any(at, end))
                {
                    sources.Add(Composite(at, end, [.. hours.Values.Select(hour => (hour.Rollup.Period, hour))]));
                }
            }

            at = end;
        }

        return sources;
    }

    private async ValueTask<SortedDictionary<long, StoredRollup>> HeadsAsync(RollupTier tier, long from, long to, CancellationToken cancellationToken)
    {
        var heads = new SortedDictionary<long, StoredRollup>();
        await foreach (var head in rollups.ReadRangeAsync(site, tier, from, to, headsOnly: true, cancellationToken).ConfigureAwait(false))
        {
            if (!stale.Contains(head.Rollup.Period))
            {
                heads[head.Rollup.Period.Start] = head;
            }
        }

        return heads;
    }

    private ScanSource Stored(RollupPeriod period, StoredRollup head) =>
        new($"{period.RowKey}@{head.ETag}", period.Start, period.End, [head.Rollup], token => LoadAsync(period, token));

    /// <summary>Rollups of one day with the live blocks that they lack.</summary>
    private ScanSource Composite(long from, long to, IReadOnlyList<(RollupPeriod Period, StoredRollup Head)> stored)
    {
        var blocks = live.Hours
            .Where(hour => hour >= from && hour < to)
            .SelectMany(live.At)
            .Where(block => !stored.Any(row => Covers(row.Period, block.Block) && row.Head.Rollup.Included.Contains(block.Block.Included)))
            .ToList();
        var identity = string.Join(
            '+', stored.Select(row => $"{row.Period.RowKey}@{row.Head.ETag}").Concat(blocks.Select(block => $"{block.Block.Period.Start}:{block.Name}")))
            + live.Untimed.IdentityOf(from, to);
        return new(
            identity,
            from,
            to,
            [.. stored.Select(row => row.Head.Rollup), .. blocks.Select(block => block.Block)],
            token => MergeAsync(identity, from, stored, blocks, token));
    }

    private async ValueTask<Rollup> MergeAsync(
        string identity,
        long from,
        IReadOnlyList<(RollupPeriod Period, StoredRollup Head)> stored,
        List<(string Name, IRollupPart Block)> blocks,
        CancellationToken cancellationToken)
    {
        var key = $"{site}|{identity}";
        if (composites.TryGet(key, out var known))
        {
            return known;
        }

        var parts = new List<IRollupPart>();
        foreach (var (period, _) in stored)
        {
            parts.Add(await LoadAsync(period, cancellationToken).ConfigureAwait(false));
        }

        // A row may have taken up a block since its head was read.
        parts.AddRange(blocks
            .Select(block => block.Block)
            .Where(block => !parts.Any(part => Covers(part.Period, block) && part.Included.Contains(block.Included))));
        var whole = parts.Select(part => part.Period).Distinct().ToList() is [var only] ? only : RollupPeriod.Of(RollupTier.Day, from);
        var merged = new RollupMerger().Merge(whole, parts, SamplingLimits.Default(RollupTier.Day), live.Untimed);
        composites.Replace(key, merged, 1000 + (merged.EventCount * 60L));
        return merged;
    }

    private static bool Covers(RollupPeriod period, IRollupPart block) =>
        period.Start <= block.Period.Start && block.Period.End <= period.End;

    private async ValueTask<Rollup> LoadAsync(RollupPeriod period, CancellationToken cancellationToken) =>
        await rollups.ReadAsync(site, period, cancellationToken).ConfigureAwait(false) is { } row
            ? row.Rollup
            : throw new IOException($"The rollup '{period.RowKey}' of site '{site}' was removed while a query read it; ask again.");
}
