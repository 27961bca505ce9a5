using Analytics.Core.Caching;
using Analytics.Core.Columns;
using Analytics.Core.Periods;

namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// Counts open days: the first time all rows, later by correcting cached counters for the visitors with new events. Visitors near an edge
/// are left to <see cref="ResidualScan"/>. Used in a site's turn.
/// </summary>
/// <param name="site">The site.</param>
/// <param name="pairs">True if visitors with permanent ids may be in the same groups of several sources.</param>
/// <param name="cachedCounts">The cached counters of earlier questions.</param>
internal sealed class OpenScan(string site, bool pairs, WeightedCache<RememberedCounts> cachedCounts)
{
    public PartialScan Count(ScanRequest request, ScanSource source, CancellationToken cancellationToken)
    {
        var day = source.Open!;
        var key = ScanShape.Of(site, request, source, $"open{day.Id} {source.IsPreceded} {source.IsFollowed} {pairs}");
        var clipped = ScanShape.Clip(request, source);
        var counts = Corrected(clipped, source, key, cancellationToken) ?? CountAll(clipped, source, cancellationToken);
        counts.Marks[day.Id] = day.Mark;
        cachedCounts.Replace(key, counts, counts.Weight);
        request.Memory?.Take(counts.Weight * 3 / 2);
        return counts.Counts.ToPartial(day.Threshold) with { Corrections = day.Corrections };
    }

    private PartialScan Scan(ScanRequest request, ScanSource source, Rollup rows, CancellationToken cancellationToken) =>
        RowScan.Count(rows, EdgeVisitors.Near(rows, source), request, pairs, cancellationToken);

    private RememberedCounts? Corrected(ScanRequest request, ScanSource source, string key, CancellationToken cancellationToken)
    {
        var day = source.Open!;
        if (
            !cachedCounts.TryGet(key, out var found)
            || !found.Marks.TryGetValue(day.Id, out var mark)
            || day.ChangesSince(mark) is not var (before, now)
        )
        {
            return null;
        }

        if (mark < day.Mark)
        {
            found.Correct(Scan(request, source, before, cancellationToken), Scan(request, source, now, cancellationToken));
        }

        return found;
    }

    private RememberedCounts CountAll(ScanRequest request, ScanSource source, CancellationToken cancellationToken)
    {
        var day = source.Open!;
        var view = day.View();
        var scan = new CompiledScan(request, day.Texts);
        var units = view
            .Slices.Chunk(Math.Max(1, (view.Slices.Count + Environment.ProcessorCount - 1) / Environment.ProcessorCount))
            .ToList();
        var partials = new PartialScan[units.Count];
        ParallelWork.For(units.Count, cancellationToken, i => partials[i] = Count(scan, source, units[i], cancellationToken));
        day.TrimColumns();
        var counts = new RememberedCounts(new(), day.Threshold);
        Array.ForEach(partials, counts.Counts.Add);
        if (view.Linked is { } linked)
        {
            counts.Counts.Add(Scan(request, source, linked, cancellationToken));
        }

        return counts;
    }

    /// <summary>Counts some slices into the same groups.</summary>
    private PartialScan Count(CompiledScan scan, ScanSource source, SliceView[] slices, CancellationToken cancellationToken)
    {
        var day = source.Open!;
        using var counter = new SegmentCounter(scan, pairs);
        var found = new List<VisitorPairs>();
        foreach (var (slice, touched, delta) in slices)
        {
            Add(slice.Open(scan, day.Start, day.End), slice.Whole, slice.Near(source.EdgeBefore, source.EdgeAfter), touched);
            if (delta is not null)
            {
                Add(ScanSegment.Open(delta, scan), delta, EdgeVisitors.Near(delta, source), null);
            }
        }

        using var part = new CountedPart(counter.Take(), found, day.Threshold, slices[0].Slice.Whole.SampledFraction);
        scan.Request.Memory?.Take(part.Weight);
        var partial = part.ToPartial(scan);
        scan.Request.Memory?.Take(partial.Weight);
        return partial;

        void Add(SegmentView view, Rollup rows, bool[] near, bool[]? touched)
        {
            var skipped = rows.Columns.Visitors.Value.Where((_, i) => near[i] || touched?[i] == true).ToList();
            if (counter.Count(view, skipped, cancellationToken) is { } some)
            {
                found.Add(some);
            }
        }
    }
}
