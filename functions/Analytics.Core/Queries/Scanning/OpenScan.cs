using Analytics.Core.Caching;
using Analytics.Core.Periods;

namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// Counts open days: the first time all rows, from then on by correcting what is remembered by the visitors who did something since.
/// Visitors near an edge are left to <see cref="ResidualScan"/>. Used in a site's turn.
/// </summary>
/// <param name="site">The site.</param>
/// <param name="remembered">The counters of earlier questions.</param>
internal sealed class OpenScan(string site, WeightedCache<RememberedCounts> remembered)
{
    public PartialScan Count(ScanRequest request, ScanSource source, CancellationToken cancellationToken)
    {
        var day = source.Open!;
        var key = ScanShape.Of(site, request, source, $"open{day.Id} {source.IsPreceded} {source.IsFollowed}");
        var clipped = ScanShape.Clip(request, source);
        var counts = Known(clipped, source, key, cancellationToken) ?? All(clipped, source, cancellationToken);
        counts.Marks[day.Id] = day.Mark;
        remembered.Replace(key, counts, counts.Weight);
        return counts.Counts.ToPartial(day.Threshold) with { Corrections = day.Corrections };
    }

    private static PartialScan Scan(
        ScanRequest request,
        ScanSource source,
        Rollup rows,
        bool[]? skippedToo,
        CancellationToken cancellationToken
    )
    {
        var skipped = EdgeVisitors.Near(rows, source);
        for (var i = 0; skippedToo is not null && i < skippedToo.Length; i++)
        {
            skipped[i] |= skippedToo[i];
        }

        return RowScan.Count(rows, skipped, request, cancellationToken);
    }

    private RememberedCounts? Known(ScanRequest request, ScanSource source, string key, CancellationToken cancellationToken)
    {
        var day = source.Open!;
        if (
            !remembered.TryGet(key, out var found)
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

    private static RememberedCounts All(ScanRequest request, ScanSource source, CancellationToken cancellationToken)
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
