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
    /// <summary>How often a scan begins whose rollups are replaced while it reads them.</summary>
    private const int Attempts = 4;

    private readonly ITableStore _tables;
    private readonly ISiteDirectory _sites;
    private readonly int _partitionCount;
    private readonly RollupTable _rollups;
    private readonly DamagedRows _damaged;
    private readonly Diversions? _diversions;
    private readonly LiveRowCache _liveRows;
    private readonly WeightedCache<RememberedScan> _answers;
    private readonly WeightedCache<ScanSegment> _segments;
    private readonly WeightedCache<SiteTexts> _texts;
    private readonly WeightedCache<JoinedEdges> _joined;
    private readonly StoredScan _stored;
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
    /// <param name="columnBytes">About how much memory the columns may take that were read lately.</param>
    public RollupScanner(
        ITableStore tables,
        ISiteDirectory sites,
        int partitionCount,
        long cacheBytes = 96 * 1024 * 1024,
        TimeProvider? clock = null,
        Diversions? diversions = null,
        long columnBytes = 128 * 1024 * 1024)
    {
        _diversions = diversions;
        _tables = tables;
        _sites = sites;
        _partitionCount = partitionCount;
        _rollups = new(tables);
        _damaged = new(tables, clock ?? TimeProvider.System);
        _open = new(cacheBytes / 2, cacheBytes / 2);
        _counts = new(cacheBytes / 8);
        _segments = new(columnBytes / 16 * 13, columnBytes / 16 * 13);
        _joined = new(columnBytes / 8, columnBytes / 8);
        _texts = new(cacheBytes / 16, cacheBytes / 16);
        _stored = new(_segments, new(columnBytes / 16, columnBytes / 16), new(cacheBytes / 16), cacheBytes / 256);
        _composites = new(cacheBytes / 16, cacheBytes / 16);
        _near = new(cacheBytes / 16, cacheBytes / 16);
        _answers = new(cacheBytes / 16);
        _liveRows = new(tables, cacheBytes / 16);
    }

    /// <inheritdoc/>
    public async ValueTask<ScanResult> ScanAsync(ScanRequest request, CancellationToken cancellationToken)
    {
        for (var replaced = 0; ;)
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
            catch (ReplacedRollupException) when (++replaced < Attempts)
            {
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
        EdgeJoin? join = null;
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

            if (sources.All(source => source.Open is null))
            {
                join = new(request.Site, sources, reader, _stored, source => NearAsync(request.Site, source, cancellationToken), _joined);
                await join.BeginAsync(cancellationToken).ConfigureAwait(false);
            }
        }

        var scan = new CompiledScan(request, TextsOf(request.Site));
        var pairs = SharesGroups(request, sources);
        var fresh = new System.Collections.Concurrent.ConcurrentBag<CountedPart>();
        try
        {
            // What cannot change is counted out of turn.
            var stored = join is null
                ? await NearAsync(request.Site, sources, cancellationToken).ConfigureAwait(false)
                : await join.SkipAsync(cancellationToken).ConfigureAwait(false);
            var parts = (await _stored.CountAsync(scan, stored, pairs, fresh, cancellationToken).ConfigureAwait(false)).ToList();
            using (await open.EnterAsync(cancellationToken).ConfigureAwait(false))
            {
                sources = [.. sources.Select(source => source.Open is { } day ? source with { Identity = day.Identity, Parts = day.Totals } : source)];
                var openScan = new OpenScan(request.Site, _counts);
                var partials = sources.Where(source => source.Open is not null).Select(source => openScan.Count(request, source, cancellationToken)).ToList();
                IReadOnlyList<EdgeHour> edges;
                if (join is null)
                {
                    var residual = new ResidualScan(request, sources, reader, source => NearAsync(request.Site, source, cancellationToken), _counts);
                    partials.AddRange(await residual.CountAsync(cancellationToken).ConfigureAwait(false) is { } partial ? [partial] : []);
                    edges = residual.Edges;
                }
                else
                {
                    var joined = await join.EndAsync(cancellationToken).ConfigureAwait(false);
                    if (await CountJoinedAsync(scan, joined, pairs, cancellationToken).ConfigureAwait(false) is { } part)
                    {
                        fresh.Add(part);
                        parts.Add(part);
                    }

                    join.Remember(joined);
                    edges = joined.Edges;
                }

                var result = Combine(scan, sources, parts, partials, isApart: !pairs, cancellationToken);
                _texts.Replace(request.Site, scan.Needs.Texts, scan.Needs.Texts.Weight);
                _answers.Replace(AnswerKey(request, sources), new(result, edges), 500 + (result.Groups.Count * 250L));
                _open.Replace(request.Site, open, open.Weight);
                return result;
            }
        }
        finally
        {
            foreach (var part in fresh)
            {
                part.Dispose();
            }
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

    /// <summary>
    /// Whether a time bucket reaches over several periods, so that a visitor whose id lasts may be in the same group of several sources.
    /// </summary>
    private static bool SharesGroups(ScanRequest request, List<ScanSource> sources)
    {
        for (var i = 1; i < sources.Count; i++)
        {
            var (before, source) = (sources[i - 1], sources[i]);
            if ((before.Start, before.End) != (source.Start, source.End)
                && ScanGroups.BucketOf(request, Math.Min(before.End, request.To) - 1) == ScanGroups.BucketOf(request, Math.Max(source.Start, request.From)))
            {
                return true;
            }
        }

        return false;
    }

    private static ScanResult Combine(
        CompiledScan scan, List<ScanSource> sources, List<CountedPart> parts, List<PartialScan> partials, bool isApart, CancellationToken cancellationToken)
    {
        var request = scan.Request;
        var groups = new ScanGroups(request);
        var corrections = parts.SelectMany(part => part.Corrections).Concat(partials.SelectMany(partial => partial.Corrections)).ToList();
        var visitors = parts.Sum(part => part.Contribution.MatchingVisitors) + partials.Sum(partial => partial.MatchingVisitors);

        // Not whether a row keeps a sample: of many rows that are whole, together a sample is kept.
        var fraction = parts.Select(part => part.Fraction).Concat(partials.Select(partial => partial.Fraction)).Append(1).Min();
        var exact = fraction < 1 ? ScanNeeds.Traffic : ScanNeeds.All;
        if (fraction < 1)
        {
            foreach (var partial in parts.Select(part => part.ToPartial(scan)).Concat(partials))
            {
                groups.Add(partial);
            }

            if (TotalsScan.CanAnswer(request, sources))
            {
                exact |= TotalsScan.Replace(request, sources, corrections, groups);
            }
        }
        else
        {
            using var sum = new GroupSum(scan);
            parts.ForEach(sum.Add);
            partials.ForEach(partial => sum.Add(partial, isApart));
            sum.CountVisitors(cancellationToken);
            sum.AddTo(groups);
        }

        if (request.Needs.HasFlag(ScanNeeds.Traffic) && request.Dimensions.Count == 0)
        {
            TotalsScan.AddTraffic(request, sources, corrections, groups);
        }

        return new(groups.ToList(), fraction, exact, visitors);
    }

    private static async ValueTask<CountedPart?> CountJoinedAsync(CompiledScan scan, JoinedEdges joined, bool pairs, CancellationToken cancellationToken)
    {
        if (joined.Segment is null)
        {
            return null;
        }

        var view = await joined.Segment.OpenAsync(scan, cancellationToken).ConfigureAwait(false);
        using var counter = new SegmentCounter(scan, pairs);
        var found = counter.Count(view, [], cancellationToken);
        return new(counter.Take(), found is null ? [] : [found], view.Facts.Threshold, view.Facts.Fraction);
    }

    /// <summary>The sources that do not grow without anybody near their edges, who are counted with what grows.</summary>
    private async ValueTask<IReadOnlyList<StoredSource>> NearAsync(string site, List<ScanSource> sources, CancellationToken cancellationToken)
    {
        var stored = new List<StoredSource>();
        foreach (var source in sources.Where(source => source.Open is null))
        {
            var edges = await _stored.EdgesAsync(site, source, cancellationToken).ConfigureAwait(false);
            stored.Add(new(source, edges.All, "near"));
        }

        return stored;
    }

    private SiteTexts TextsOf(string site)
    {
        lock (_texts)
        {
            if (!_texts.TryGet(site, out var texts))
            {
                texts = new();
                _texts.Replace(site, texts, texts.Weight);
            }

            return texts;
        }
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

    /// <summary>The rows of a source's visitors near its edges: the same for every request.</summary>
    private async ValueTask<NearRows> NearAsync(string site, ScanSource source, CancellationToken cancellationToken)
    {
        if (_near.TryGet(NearKey(site, source), out var known))
        {
            return known;
        }

        NearRows rows;
        if (source.LoadEdgesAsync is { } load)
        {
            rows = NearRows.Of(await load(cancellationToken).ConfigureAwait(false));
        }
        else
        {
            var rollup = await source.LoadAsync(null, cancellationToken).ConfigureAwait(false);
            rows = NearRows.Of(EdgeVisitors.Extract(rollup, EdgeVisitors.Near(rollup, source)));
        }

        _near.Replace(NearKey(site, source), rows, rows.Weight);
        return rows;
    }

    private static string NearKey(string site, ScanSource source) => $"{site}|{source.Start}|{source.End}|{source.Identity}";
}
