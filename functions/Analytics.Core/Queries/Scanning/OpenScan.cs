using Analytics.Core.Caching;
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
        return counts.Counts.ToPartial(day.Threshold) with { Corrections = day.Corrections };
    }

    private PartialScan Scan(ScanRequest request, ScanSource source, Rollup rows, bool[]? alsoSkipped, CancellationToken cancellationToken)
    {
        var skipped = EdgeVisitors.Near(rows, source);
        for (var i = 0; alsoSkipped is not null && i < alsoSkipped.Length; i++)
        {
            skipped[i] |= alsoSkipped[i];
        }

        return RowScan.Count(rows, skipped, request, pairs, cancellationToken);
    }

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
            found.Correct(Scan(request, source, before, null, cancellationToken), Scan(request, source, now, null, cancellationToken));
        }

        return found;
    }

    private RememberedCounts CountAll(ScanRequest request, ScanSource source, CancellationToken cancellationToken)
    {
        var view = source.Open!.View();
        var counts = new RememberedCounts(new(), source.Open.Threshold);
        counts.Counts.Add(Scan(request, source, view.Whole, view.Touched, cancellationToken));
        if (view.Delta is { } delta)
        {
            counts.Counts.Add(Scan(request, source, delta, null, cancellationToken));
        }

        return counts;
    }
}
