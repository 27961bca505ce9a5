using Analytics.Core.Partitioning;
using Analytics.Core.Periods;
using Analytics.Core.Rollups;
using Analytics.Core.Sites;
using Analytics.Core.Tables;

namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// Answers scans from rollups and live blocks. Each source is counted on its own, so that its contribution can be remembered as long as its
/// rows do not change; visitors near the edges of a source, whose visits may go on in the next, are counted together at the end.
/// Thread-safe.
/// </summary>
public sealed class RollupScanner : IRollupScanner
{
    private readonly ITableStore _tables;
    private readonly ISiteDirectory _sites;
    private readonly int _partitionCount;
    private readonly RollupTable _rollups;
    private readonly DamagedRows _damaged;
    private readonly Diversions? _diversions;
    private readonly LiveRowCache _liveRows;
    private readonly WeightedCache<RememberedScan> _answers;
    private readonly WeightedCache<PartialScan> _partials;
    private readonly WeightedCache<Rollup> _composites;
    private readonly WeightedCache<NearRows> _near;
    private readonly WeightedCache<RememberedCounts> _counts;
    private readonly WeightedCache<OpenSite> _open;

    /// <param name="tables">The tables.</param>
    /// <param name="sites">Tells a site's registration.</param>
    /// <param name="partitionCount">Partitions of the event log.</param>
    /// <param name="cacheBytes">
    /// About how much memory remembered results may take. Half of it is for what still grows, of the sites asked about last.
    /// </param>
    /// <param name="diversions">Tells which partitions took messages of others; null if none ever does.</param>
    /// <param name="clock">Notes when a damaged row is set aside; null for the system's.</param>
    public RollupScanner(
        ITableStore tables, ISiteDirectory sites, int partitionCount, long cacheBytes = 96 * 1024 * 1024, TimeProvider? clock = null, Diversions? diversions = null)
    {
        _diversions = diversions;
        _tables = tables;
        _sites = sites;
        _partitionCount = partitionCount;
        _rollups = new(tables);
        _damaged = new(tables, clock ?? TimeProvider.System);
        _open = new(cacheBytes / 2, cacheBytes / 2);
        _counts = new(cacheBytes / 8);
        _partials = new(cacheBytes / 8);
        _composites = new(cacheBytes / 16, cacheBytes / 16);
        _near = new(cacheBytes / 16, cacheBytes / 16);
        _answers = new(cacheBytes / 16);
        _liveRows = new(tables, cacheBytes / 16);
    }

    /// <inheritdoc/>
    public async ValueTask<ScanResult> ScanAsync(ScanRequest request, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await ScanOnceAsync(request, cancellationToken).ConfigureAwait(false);
            }
            catch (DamagedRollupException)
            {
                // It is known now, so that each turn chooses among fewer rollups.
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
    }

    private async ValueTask<ScanResult> ScanOnceAsync(ScanRequest request, CancellationToken cancellationToken)
    {
        if (await _sites.FindAsync(request.Site, cancellationToken).ConfigureAwait(false) is not { } entry)
        {
            return ScanResult.Empty;
        }

        var open = OpenSiteOf(entry);
        SourceReader reader;
        List<ScanSource> sources;
        using (await open.EnterAsync(cancellationToken).ConfigureAwait(false))
        {
            // Live rows are read first: what is rolled up between these reads is then in both, and the rollups' inclusion tells.
            var rollups = new SiteRollups(_rollups, _damaged, request.Site);
            var stale = await rollups.StaleAsync(cancellationToken).ConfigureAwait(false);
            reader = new(rollups, request.Site, open, stale, _composites);
            var from = RollupPeriod.Of(RollupTier.Hour, request.From).Start;
            var to = RollupPeriod.Of(RollupTier.Hour, request.To - 1).End;
            sources = await reader.ReadAsync(from, to, request.BucketStarts.Count == 1, cancellationToken).ConfigureAwait(false);
            await LookBesideAsync(sources, reader, cancellationToken).ConfigureAwait(false);
            if (sources.Count == 0)
            {
                return ScanResult.Empty;
            }

            if (_answers.TryGet(AnswerKey(request, sources), out var known)
                && await EdgeFollower.IsUnchangedAsync(reader, known.Edges, cancellationToken).ConfigureAwait(false))
            {
                return known.Result;
            }
        }

        // What cannot change is counted out of turn.
        var partials = await CountStoredAsync(request, sources, cancellationToken).ConfigureAwait(false);
        using (await open.EnterAsync(cancellationToken).ConfigureAwait(false))
        {
            sources = [.. sources.Select(source => source.Open is { } day ? source with { Identity = day.Identity, Parts = day.Totals } : source)];
            var openScan = new OpenScan(request.Site, _counts);
            partials.AddRange(sources.Where(source => source.Open is not null).Select(source => openScan.Count(request, source)));
            var residualScan = new ResidualScan(
                request, sources, reader, source => NearAsync(request.Site, source, cancellationToken), _counts);
            if (await residualScan.CountAsync(cancellationToken).ConfigureAwait(false) is { } residual)
            {
                partials.Add(residual);
            }

            var result = Combine(request, sources, partials);
            _answers.Replace(AnswerKey(request, sources), new(result, residualScan.Edges), 500 + (result.Groups.Count * 250L));
            _open.Replace(request.Site, open, open.Weight);
            return result;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<long?> FirstEventAsync(string site, CancellationToken cancellationToken)
    {
        if (await _sites.FindAsync(site, cancellationToken).ConfigureAwait(false) is not { } entry)
        {
            return null;
        }

        var open = OpenSiteOf(entry);
        using (await open.EnterAsync(cancellationToken).ConfigureAwait(false))
        {
            var hour = await new SiteRollups(_rollups, _damaged, site).FirstHourAsync(cancellationToken).ConfigureAwait(false);
            var firstLive = open.Live.EventsOfHour.Where(live => live.Value > 0).Select(live => (long?)live.Key).FirstOrDefault();
            return hour is null || firstLive < hour ? firstLive : hour;
        }
    }

    private static ScanResult Combine(ScanRequest request, List<ScanSource> sources, List<PartialScan> partials)
    {
        var groups = new ScanGroups(request);
        foreach (var partial in partials)
        {
            groups.Add(partial);
        }

        // Not whether a row keeps a sample: of many rows that are whole, together a sample is kept.
        var fraction = partials.Min(partial => partial.Fraction);
        var exact = fraction < 1 ? ScanNeeds.Traffic : ScanNeeds.All;
        if (fraction < 1 && TotalsScan.CanAnswer(request, sources))
        {
            exact |= TotalsScan.Replace(request, sources, partials, groups);
        }

        if (request.Needs.HasFlag(ScanNeeds.Traffic) && request.Dimensions.Count == 0)
        {
            TotalsScan.AddTraffic(request, sources, partials, groups);
        }

        return new(groups.ToList(), fraction, exact, partials.Sum(partial => partial.MatchingVisitors));
    }

    /// <summary>
    /// Names an answer: the shapes have of the time buckets only those that their sources touch, and an answer counts them from the range's
    /// first.
    /// </summary>
    private static string AnswerKey(ScanRequest request, List<ScanSource> sources) => string.Join(
        '\n',
        sources.Select(source => ScanShape.Of(request.Site, request, source)).Prepend($"{request.From} {request.To} {string.Join(' ', request.BucketStarts)}"));

    /// <summary>Finds out beyond which edges of open days there is anything, so that nobody is looked for where nobody can be.</summary>
    private static async ValueTask LookBesideAsync(List<ScanSource> sources, SourceReader reader, CancellationToken cancellationToken)
    {
        for (var i = 0; i < sources.Count; i++)
        {
            var source = sources[i];
            if (source.Open is not null)
            {
                sources[i] = source with
                {
                    IsPreceded = i > 0
                        ? sources[i - 1].End == source.Start
                        : (await reader.ReadHourAsync(source.Start - RollupPeriod.Hour, cancellationToken).ConfigureAwait(false)).Count > 0,
                    IsFollowed = i + 1 < sources.Count
                        ? sources[i + 1].Start == source.End
                        : (await reader.ReadHourAsync(source.End, cancellationToken).ConfigureAwait(false)).Count > 0,
                };
            }
        }
    }

    private ValueTask<IReadOnlyList<int>> PartitionsOfAsync(SiteEntry entry, CancellationToken cancellationToken)
    {
        var own = Partitioner.PartitionOf(entry.Hash, _partitionCount);
        return _diversions?.PartitionsOfAsync(own, cancellationToken) ?? ValueTask.FromResult<IReadOnlyList<int>>([own]);
    }

    private OpenSite OpenSiteOf(SiteEntry entry)
    {
        lock (_open)
        {
            if (!_open.TryGet(entry.Site.Domain, out var open))
            {
                open = new(
                    entry.Site.Domain,
                    new(_rollups, _damaged, entry.Site.Domain),
                    new(_tables, _liveRows, _damaged, entry, token => PartitionsOfAsync(entry, token)));
                _open.Replace(entry.Site.Domain, open, open.Weight);
            }

            return open;
        }
    }

    private async ValueTask<List<PartialScan>> CountStoredAsync(ScanRequest request, List<ScanSource> sources, CancellationToken cancellationToken)
    {
        var stored = sources.Where(source => source.Open is null).ToList();
        var partials = new PartialScan[stored.Count];
        var missing = new List<int>();
        for (var i = 0; i < stored.Count; i++)
        {
            if (_partials.TryGet(ScanShape.Of(request.Site, request, stored[i]), out var known))
            {
                partials[i] = known;
            }
            else
            {
                missing.Add(i);
            }
        }

        await Parallel.ForEachAsync(missing, cancellationToken, async (i, token) =>
            partials[i] = await CountSourceAsync(request, stored[i], token).ConfigureAwait(false)).ConfigureAwait(false);
        return [.. partials];
    }

    private async ValueTask<PartialScan> CountSourceAsync(ScanRequest request, ScanSource source, CancellationToken cancellationToken)
    {
        var rollup = await source.LoadAsync(cancellationToken).ConfigureAwait(false);
        var near = EdgeVisitors.Near(rollup, source);
        var partial = new SourceScan(rollup, ScanShape.Clip(request, source)).Run(rollup, near, cancellationToken) with { Corrections = source.IsMerged ? TotalsScan.Corrections(rollup) : [] };
        RememberNear(request.Site, source, rollup, near);
        _partials.Replace(ScanShape.Of(request.Site, request, source), partial, partial.Weight);
        return partial;
    }

    /// <summary>The rows of a source's visitors near its edges: the same for every request.</summary>
    private async ValueTask<NearRows> NearAsync(string site, ScanSource source, CancellationToken cancellationToken)
    {
        if (_near.TryGet(NearKey(site, source), out var known))
        {
            return known;
        }

        var rollup = await source.LoadAsync(cancellationToken).ConfigureAwait(false);
        return RememberNear(site, source, rollup, EdgeVisitors.Near(rollup, source));
    }

    private NearRows RememberNear(string site, ScanSource source, Rollup rollup, bool[] near)
    {
        var key = NearKey(site, source);
        if (!_near.TryGet(key, out var rows))
        {
            rows = NearRows.Of(rollup, near);
            _near.Replace(key, rows, rows.Weight);
        }

        return rows;
    }

    private static string NearKey(string site, ScanSource source) => $"{site}|{source.Start}|{source.End}|{source.Identity}";
}
