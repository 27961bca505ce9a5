using System.Collections.Concurrent;
using Analytics.Core.Caching;
using Analytics.Core.Periods;

namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// Counts sources that no longer grow, several at a time. The counts of a few segments of a period are cached while they do not change,
/// unless they are large. Thread-safe.
/// </summary>
/// <param name="segments">The cache of columns.</param>
/// <param name="edges">The cache of visitors near the edges of segments.</param>
/// <param name="remembered">The cache of counted parts.</param>
/// <param name="maxRemembered">The maximum size of a cached part, in bytes.</param>
/// <param name="rowsFrom">Number of selected rows of a unit of segments from which a query may keep the rows until it is answered; pairs
/// for so many rows would hardly fit the cache.</param>
internal sealed class StoredScan(
    WeightedCache<ScanSegment> segments,
    WeightedCache<EdgeList> edges,
    WeightedCache<CountedPart> remembered,
    long maxRemembered,
    int rowsFrom = 65_536
)
{
    /// <summary>Number of segments that one thread counts as a unit.</summary>
    private const int SegmentsPerUnit = 8;

    /// <summary>Forgets all columns, edges and parts.</summary>
    public void Clear()
    {
        segments.Clear();
        edges.Clear();
        remembered.Clear();
    }

    /// <summary>Counts sources.</summary>
    /// <param name="scan">The compiled scan.</param>
    /// <param name="sources">The sources, in order of time; none of them open.</param>
    /// <param name="pairs">True if visitors with permanent ids may be in the same groups of several sources.</param>
    /// <param name="keepsRows">True if parts may keep rows; not for samples.</param>
    /// <param name="fresh">Gets the parts that were counted now; the caller disposes of them.</param>
    /// <param name="quota">The part of the cache of columns that the question may still occupy.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The parts, remembered ones and fresh ones.</returns>
    public async ValueTask<IReadOnlyList<CountedPart>> CountAsync(
        CompiledScan scan,
        IReadOnlyList<StoredSource> sources,
        bool pairs,
        bool keepsRows,
        ConcurrentBag<CountedPart> fresh,
        CacheQuota quota,
        CancellationToken cancellationToken
    )
    {
        var units = Units(sources, ofOnePeriod: !pairs);
        var parts = new CountedPart[units.Count];
        var missing = new List<int>();
        var keys = units.ConvertAll(unit => KeyOf(scan, unit, pairs));
        for (var i = 0; i < parts.Length; i++)
        {
            if (remembered.TryGet(keys[i], out var cached) && cached.Contribution.Texts == scan.Needs.Texts)
            {
                parts[i] = cached;
            }
            else
            {
                missing.Add(i);
            }
        }

        if (missing.Count == 0)
        {
            return parts;
        }

        // The texts of these segments have no numbers before.
        var (memory, texts) = (scan.Request.Memory, scan.Needs.Texts.Weight);

        // Cached segments come first. In order of time, a cache that cannot hold all would evict each segment just before its use.
        var site = scan.Request.Site;
        var inOrder = missing.OrderBy(i => units[i].Exists(stored => segments.Has(stored.Source.KeyIn(site))) ? 0 : 1).ToList();
        await Parallel.ForEachAsync(
            inOrder,
            cancellationToken,
            async (i, token) =>
            {
                var part = await CountAsync(scan, units[i], pairs, keepsRows ? rowsFrom / units[i].Count : int.MaxValue, quota, token);
                fresh.Add(part);
                var textsNow = scan.Needs.Texts.Weight;
                memory?.Take(part.Weight + Math.Max(0, textsNow - Interlocked.Exchange(ref texts, textsNow)));
                parts[i] = part;
                if (part.Rows.Count == 0 && part.Weight <= maxRemembered && !scan.Request.TellsReturns)
                {
                    remembered.Replace(keys[i], part.Copy(), part.Weight);
                }
            }
        );
        return parts;
    }

    /// <summary>Returns the visitors near the edges of a source, and their rows if they had to be read.</summary>
    public async ValueTask<(EdgeList List, Rollup? Rows)> EdgesAsync(string site, ScanSource source, CancellationToken cancellationToken)
    {
        if (source.Rows is { } fixedRows)
        {
            return (EdgeList.Of(fixedRows, source.Start, source.End), null);
        }

        var key = source.KeyIn(site);
        if (edges.TryGet(key, out var cached))
        {
            return (cached, null);
        }

        var near = source.LoadEdgesAsync is { } load ? await load(cancellationToken) : null;
        var rows = near ?? await source.LoadAsync(new(CompiledScan.EdgeColumns, []), cancellationToken);
        var list = EdgeList.Of(rows, source.Start, source.End);
        edges.Replace(key, list, list.Weight);
        return (list, near);
    }

    /// <summary>
    /// Groups sources into units for one thread each: of one period if that makes their cached counts usable for other ranges.
    /// </summary>
    private static List<List<StoredSource>> Units(IReadOnlyList<StoredSource> sources, bool ofOnePeriod)
    {
        var units = new List<List<StoredSource>>();
        foreach (var source in sources)
        {
            if (units.Count == 0 || units[^1].Count == SegmentsPerUnit || (ofOnePeriod && PeriodOf(units[^1][0]) != PeriodOf(source)))
            {
                units.Add([]);
            }

            units[^1].Add(source);
        }

        return units;
    }

    private static (long Start, long End) PeriodOf(StoredSource stored) => (stored.Source.Start, stored.Source.End);

    private static string KeyOf(CompiledScan scan, List<StoredSource> unit, bool pairs) =>
        ScanShape.Of(
            scan.Request.Site,
            scan.Request,
            unit[0].Source with
            {
                End = unit.Max(stored => stored.Source.End),
            },
            $"{string.Join(' ', unit.Select(stored => $"{stored.Source.Identity} {stored.SkippedKey}"))} {pairs}"
        );

    private async ValueTask<CountedPart> CountAsync(
        CompiledScan scan,
        List<StoredSource> unit,
        bool pairs,
        int rowsFrom,
        CacheQuota quota,
        CancellationToken cancellationToken
    )
    {
        using var counter = new SegmentCounter(scan, pairs, rowsFrom);
        var found = new List<VisitorPairs>();
        var corrections = new List<(long Second, TotalsSlot Counts)>();
        var (threshold, fraction) = (ulong.MaxValue, 1.0);
        var views = new Queue<Task<SegmentView>>();
        for (var (i, opened) = (0, 0); i < unit.Count; i++)
        {
            for (; opened < unit.Count && views.Count < StorageReads.Ahead; opened++)
            {
                views.Enqueue(OpenAsync(scan, unit[opened].Source, quota, cancellationToken));
            }

            var (source, skipped, _) = unit[i];
            var view = await views.Dequeue();
            if (counter.Count(view, skipped, cancellationToken) is { } some)
            {
                found.Add(some);
            }

            corrections.AddRange(
                source.IsMerged ? TotalsScan.Corrections(view.Facts.Period, view.Facts.Totals, source.CorrectionFactor) : []
            );
            (threshold, fraction) = (Math.Min(threshold, view.Facts.Threshold), Math.Min(fraction, view.Facts.Fraction));
        }

        return new(counter.Take(), found, threshold, fraction) { Corrections = corrections, Rows = counter.TakeRows() };
    }

    /// <summary>Returns a quota of the cache of columns for one question.</summary>
    /// <param name="site">The site.</param>
    /// <param name="sources">All sources of the question, each once.</param>
    public CacheQuota Quota(string site, IEnumerable<ScanSource> sources) => segments.Quota(sources.Select(source => source.KeyIn(site)));

    /// <summary>Returns the columns of a source. They are cached afterwards if they were before or the quota allows it.</summary>
    public async Task<SegmentView> OpenAsync(CompiledScan scan, ScanSource source, CacheQuota quota, CancellationToken cancellationToken)
    {
        if (source.Rows is { } rows)
        {
            return ScanSegment.Open(rows, scan);
        }

        var (key, segment, isNew) = SegmentOf(scan.Request.Site, source);
        var before = segment.Weight;
        var view = await segment.OpenAsync(scan, cancellationToken);
        var weight = segment.Weight;
        if (!isNew)
        {
            quota.Take(weight - before);
        }
        else if (!quota.TryTake(weight))
        {
            segments.Remove(key);
            return view;
        }

        segments.Replace(key, segment, weight);
        return view;
    }

    /// <summary>Returns the segment that all questions about a source share while it is read.</summary>
    private (string Key, ScanSegment Segment, bool IsNew) SegmentOf(string site, ScanSource source)
    {
        var key = source.KeyIn(site);
        lock (segments)
        {
            if (segments.TryGet(key, out var segment))
            {
                return (key, segment, IsNew: false);
            }

            segment = new(source.LoadAsync, source.Start, source.End);
            segments.Replace(key, segment, segment.Weight);
            return (key, segment, IsNew: true);
        }
    }
}
