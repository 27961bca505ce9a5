using System.Collections.Concurrent;
using Analytics.Core.Caching;
using Analytics.Core.Periods;
using Analytics.Core.Rollups;

namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// Counts the sources of one scan and adds them up. Visitors that several sources may share are counted in waves, by the first bits of
/// their ids, so that only a part of their pairs with groups is in memory at a time. Used once.
/// </summary>
/// <param name="caches">The caches shared by all scans.</param>
/// <param name="request">The scan.</param>
/// <param name="open">The site.</param>
/// <param name="reader">Reads the hours beside the range.</param>
/// <param name="sources">The sources, in order of time.</param>
/// <param name="eventsOfWave">Number of events that a wave has at least, if there are several waves.</param>
internal sealed class ScanRun(
    ScanCaches caches,
    ScanRequest request,
    OpenSite open,
    SourceReader reader,
    IReadOnlyList<ScanSource> sources,
    int eventsOfWave
)
{
    /// <summary>Maximum number of bits of the ids that determine the wave.</summary>
    private const int MaxWaveBits = 6;

    private readonly CompiledScan _scan = new(request, caches.TextsOf(request.Site));
    private readonly bool _pairs = request.HasShares || request.TellsReturns || SharesGroups(request, sources);
    private IReadOnlyList<ScanSource> _sources = sources;
    private EdgeJoin? _join;
    private GrowingJoin? _growing;
    private CacheQuota? _quota;

    /// <summary>The key of the exact answer; null if it depends on growing rows.</summary>
    public string? FlightKey => _join is null ? null : $"{AnswerKey(request, _sources)}\n{_join.Beside}";

    /// <summary>Returns the key of an answer, without the rows beside the range.</summary>
    public static string AnswerKey(ScanRequest request, IReadOnlyList<ScanSource> sources)
    {
        var identities = ReadsTotals(request)
            ? sources.Select(static source => source.Identity + source.TotalsIdentity)
            : sources.Select(static source => source.Identity);
        return $"{ScanShape.Of(request)}\n{RowsIdentity.Of(identities)}";
    }

    private static bool ReadsTotals(ScanRequest request) => !request.Sample.IsAll || request.Needs.HasFlag(ScanNeeds.Traffic);

    /// <summary>Reads the rows beside the range. Runs in the site's turn.</summary>
    public async ValueTask BeginAsync(CancellationToken cancellationToken)
    {
        if (_sources.All(source => source.Open is null))
        {
            _join = new(request.Site, _sources, reader, caches, request.Sample);
            await _join.BeginAsync(cancellationToken);
            return;
        }

        _growing = new(request.Site, _sources, reader, caches, request.Sample, open.Limits.FewVisitors);
        await _growing.BeginAsync(cancellationToken);
    }

    /// <summary>Counts the sources. Runs outside of the site's turn, except for growing rows.</summary>
    public async ValueTask<ScanResult> CountAsync(CancellationToken cancellationToken)
    {
        using var memory = request.Memory;
        if (_join is not null)
        {
            return await CountJoinedAsync(_join, cancellationToken);
        }

        var stored = await _growing!.SkipAsync(cancellationToken);
        List<PartialScan> partials;
        IReadOnlyList<EdgeBeside> edges;
        using (await open.EnterAsync(cancellationToken))
        {
            (partials, edges) = await CountOpenAsync(cancellationToken);
            caches.Open.Replace(request.Site, open, open.Weight);
        }

        using var first = new CountedWave(request.Memory);
        return await AddUpAsync(stored, first, null, partials, edges, cancellationToken);
    }

    /// <summary>Counts sources that do not grow: one thread joins visits across edges while the others count segments.</summary>
    private async ValueTask<ScanResult> CountJoinedAsync(EdgeJoin join, CancellationToken cancellationToken)
    {
        var stored = await join.SkipAsync(cancellationToken);
        CountedPart? joined = null;
        IReadOnlyList<EdgeBeside> edges = [];
        using var first = new CountedWave(request.Memory);
        try
        {
            await Parallel.ForAsync(
                0,
                2,
                cancellationToken,
                async (i, token) =>
                {
                    if (i == 0)
                    {
                        await CountAsync(first, IsSampled ? [] : Waves(stored, BitsOf(stored))[0], token);
                        return;
                    }

                    using (await open.EnterAsync(token))
                    {
                        (joined, edges) = await CountEdgesAsync(join, token);
                        caches.Open.Replace(request.Site, open, open.Weight);
                    }
                }
            );
            return await AddUpAsync(stored, first, joined, [], edges, cancellationToken);
        }
        finally
        {
            joined?.Dispose();
        }
    }

    private async ValueTask<ScanResult> AddUpAsync(
        IReadOnlyList<StoredSource> stored,
        CountedWave first,
        CountedPart? joined,
        List<PartialScan> partials,
        IReadOnlyList<EdgeBeside> edges,
        CancellationToken cancellationToken
    )
    {
        var result = IsSampled
            ? await SampledAsync(stored, joined, partials, cancellationToken)
            : await ExactAsync(stored, first, joined, partials, cancellationToken);
        caches.Texts.Replace(request.Site, _scan.Needs.Texts, _scan.Needs.Texts.Weight);
        if (!request.TellsReturns)
        {
            caches.Answers.Replace(AnswerKey(request, _sources), new(result, edges), result.Weight);
        }

        return result;
    }

    /// <summary>True if a source has fewer visitors than the request's sample.</summary>
    private bool IsSampled => _sources.Any(source => source.Threshold < request.Sample.Threshold);

    /// <summary>
    /// Returns true if a time bucket spans several periods, so that a visitor with a permanent id may be in the same group of several
    /// sources.
    /// </summary>
    private static bool SharesGroups(ScanRequest request, IReadOnlyList<ScanSource> sources)
    {
        for (var i = 1; i < sources.Count; i++)
        {
            var (before, source) = (sources[i - 1], sources[i]);
            if (
                (before.Start, before.End) != (source.Start, source.End)
                && ScanGroups.BucketOf(request, Math.Min(before.End, request.To) - 1)
                    == ScanGroups.BucketOf(request, Math.Max(source.Start, request.From))
            )
            {
                return true;
            }
        }

        return false;
    }

    private async ValueTask<(List<PartialScan> Partials, IReadOnlyList<EdgeBeside> Edges)> CountOpenAsync(
        CancellationToken cancellationToken
    )
    {
        _sources =
        [
            .. _sources.Select(source =>
                source.Open is { } day ? source with { Identity = day.Identity, Parts = day.Totals, Threshold = day.Threshold } : source
            ),
        ];
        if (!request.HasShares && TotalsScan.HasShares(_sources))
        {
            throw new ReplacedRollupException(RollupPeriod.Of(RollupTier.Day, request.To - 1).RowKey, request.Site);
        }

        var openScan = new OpenScan(request.Site, _pairs, caches.Counts);
        var partials = _sources
            .Where(source => source.Open is not null)
            .Select(source => openScan.Count(request, source, cancellationToken))
            .ToList();
        var residual = new ResidualScan(_scan, _sources, _pairs, _growing!, reader, caches.Counts);
        partials.AddRange(await residual.CountAsync(cancellationToken) is { } partial ? [partial] : []);
        return (partials, residual.Edges);
    }

    private async ValueTask<(CountedPart? Part, IReadOnlyList<EdgeBeside> Edges)> CountEdgesAsync(
        EdgeJoin join,
        CancellationToken cancellationToken
    )
    {
        var joined = await join.EndAsync(cancellationToken);
        CountedPart? part = null;
        if (joined.Segment is not null)
        {
            var view = await joined.Segment.OpenAsync(_scan, cancellationToken);
            using var counter = new SegmentCounter(_scan, _pairs);
            var found = counter.Count(view, [], cancellationToken);
            part = new(counter.Take(), found is null ? [] : [found], view.Facts.Threshold, view.Facts.Fraction);
        }

        join.Remember(joined);
        return (part, joined.Edges);
    }

    private async ValueTask<ScanResult> ExactAsync(
        IReadOnlyList<StoredSource> stored,
        CountedWave first,
        CountedPart? joined,
        List<PartialScan> partials,
        CancellationToken cancellationToken
    )
    {
        using var sum = new GroupSum(_scan);
        var corrections = partials.SelectMany(partial => partial.Corrections).ToList();
        var visitors = partials.Sum(partial => partial.MatchingVisitors) + (joined?.Contribution.MatchingVisitors ?? 0);
        var hasLasting = partials.Count > 0 || (joined?.Contribution.HasLastingVisitors ?? false);
        partials.ForEach(sum.Add);
        if (joined is not null)
        {
            sum.Add(joined);
        }

        var bits = BitsOf(stored);
        var waves = Waves(stored, bits);

        // Whoever reaches over several waves takes part in each.
        using var wide = new CountedWave(request.Memory);
        await AddAsync(wide, waves[null]);
        var segments = sum.Segments;
        for (var wave = 0; wave < 1 << bits; wave++)
        {
            using var counted = wave == 0 ? first : new(request.Memory);
            await AddAsync(counted, waves[wave]);
            sum.CountVisitors(bits, wave, cancellationToken);
            visitors -= request.TellsVisitorsApart ? sum.RepeatedVisitors(bits, wave) : 0;
            sum.Forget(segments);
        }

        var groups = new ScanGroups(request);
        sum.AddTo(groups);
        var exact = request.Sample.IsAll ? ScanNeeds.All : ReplaceByTotals(groups, corrections);
        AddTraffic(groups, corrections);
        return new(groups.ToList(), request.Sample.Fraction, exact, visitors) { MayHaveLastingVisitors = hasLasting };

        async ValueTask AddAsync(CountedWave wave, IEnumerable<StoredSource> waveSources)
        {
            await CountAsync(wave, waveSources, cancellationToken);
            foreach (var part in wave.Parts!)
            {
                sum.Add(part);
                corrections.AddRange(part.Corrections);
                visitors += part.Contribution.MatchingVisitors;
                hasLasting |= part.Contribution.HasLastingVisitors;
            }
        }
    }

    /// <summary>Counts the sources of a wave, unless that is done.</summary>
    private async ValueTask CountAsync(CountedWave wave, IEnumerable<StoredSource> some, CancellationToken cancellationToken) =>
        wave.Parts ??= await caches.Stored.CountAsync(
            _scan,
            [.. some],
            _pairs,
            keepsRows: !request.TellsVisitorsApart && !IsSampled && !request.HasShares,
            wave.Fresh,
            _quota ??= caches.Stored.Quota(request.Site, _sources),
            cancellationToken
        );

    /// <summary>
    /// Returns the bits of the ids that determine the wave: the more the less memory, as long as a wave has events for all threads, and
    /// the sources that reach over several waves take no more than a wave. Segments are of similar sizes.
    /// </summary>
    private int BitsOf(IReadOnlyList<StoredSource> stored)
    {
        var bits = _pairs && !request.HasShares ? MaxWaveBits : 0;
        var events = TotalsScan.EventsOf(stored.Select(source => source.Source));
        while (bits > 0 && !IsWorthwhile(bits))
        {
            bits--;
        }

        return bits;

        bool IsWorthwhile(int bits) =>
            events >> bits >= eventsOfWave
            && stored.Count >> bits is > 0 and var ofWave
            && stored.Count(source => source.Source.Visitors.PrefixBits < bits) <= ofWave;
    }

    private static ILookup<int?, StoredSource> Waves(IReadOnlyList<StoredSource> stored, int bits) =>
        stored.ToLookup(source => WaveOf(source.Source.Visitors, bits));

    private async ValueTask<ScanResult> SampledAsync(
        IReadOnlyList<StoredSource> stored,
        CountedPart? joined,
        List<PartialScan> partials,
        CancellationToken cancellationToken
    )
    {
        using var all = new CountedWave(request.Memory);
        await CountAsync(all, stored, cancellationToken);
        foreach (var part in all.Parts!.Concat(joined is null ? [] : [joined]))
        {
            partials.Add(part.ToPartial(_scan));
            request.Memory?.Take(partials[^1].Weight);
        }

        partials = partials.ConvertAll(partial => partial.Within(request.Sample));
        var groups = new ScanGroups(request);
        partials.ForEach(groups.Add);
        var corrections = partials.SelectMany(partial => partial.Corrections).ToList();
        var exact = ReplaceByTotals(groups, corrections);
        AddTraffic(groups, corrections);
        return new(groups.ToList(), partials.Min(partial => partial.Fraction), exact, partials.Sum(partial => partial.MatchingVisitors))
        {
            Total = partials.Aggregate(
                default(SampledTotal),
                (total, partial) => total.And(SampledTotal.Of(partial.MatchingVisitors, partial.Fraction))
            ),
        };
    }

    /// <summary>Replaces estimates by exact numbers of the totals.</summary>
    /// <returns>The parts that are exact now.</returns>
    private ScanNeeds ReplaceByTotals(ScanGroups groups, List<(long Second, TotalsSlot Counts)> corrections) =>
        ScanNeeds.Traffic
        | (TotalsScan.CanAnswer(request, _sources) ? TotalsScan.Replace(request, _sources, corrections, groups) : ScanNeeds.None);

    private void AddTraffic(ScanGroups groups, List<(long Second, TotalsSlot Counts)> corrections)
    {
        if (request.Needs.HasFlag(ScanNeeds.Traffic) && request.Dimensions.Count == 0)
        {
            TotalsScan.AddTraffic(request, _sources, corrections, groups);
        }
    }

    /// <summary>Returns the wave of all visitors of a source; null if they are in several waves.</summary>
    private static int? WaveOf(VisitorRange visitors, int bits) =>
        bits == 0 ? 0
        : visitors.PrefixBits < bits ? null
        : (int)(visitors.First >> (64 - bits));

    /// <summary>The sources that are counted together. Disposal returns the memory of the newly counted ones.</summary>
    private sealed class CountedWave(HeldMemory? memory) : IDisposable
    {
        public ConcurrentBag<CountedPart> Fresh { get; } = [];

        public IReadOnlyList<CountedPart>? Parts { get; set; }

        public void Dispose()
        {
            while (Fresh.TryTake(out var part))
            {
                memory?.GiveBack(part.Weight);
                part.Dispose();
            }
        }
    }
}
