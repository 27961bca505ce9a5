using Analytics.Core.Caching;
using Analytics.Core.Periods;

namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// Counts the visitors near the edges of the sources together, with the parts of their visits before and after the range. For open days
/// it corrects cached counters: it recounts the visitors near an edge with new events, with all their rows in the other sources. Used in
/// a site's turn.
/// </summary>
/// <remarks>
/// <code>
/// yesterday                 today, at mark 7           at mark 9
/// 23:50 Y: /a               00:10 T (was Y): /b        00:10 T: /b   15:00 T: /c
/// T has an event since mark 7 and is near midnight. Y is the same visitor: the rows of both are counted together as of mark 7 and
/// subtracted, then counted as of mark 9 and added
/// </code>
/// </remarks>
internal sealed class ResidualScan(
    ScanRequest request,
    IReadOnlyList<ScanSource> sources,
    bool pairs,
    SourceReader reader,
    Func<ScanSource, ValueTask<NearRows>> near,
    WeightedCache<RememberedCounts> remembered
)
{
    /// <summary>The hours beside the range that were read.</summary>
    public IReadOnlyList<EdgeBeside> Edges { get; private set; } = [];

    public async ValueTask<PartialScan?> CountAsync(CancellationToken cancellationToken)
    {
        var key =
            $"residual {pairs}\n"
            + string.Join(
                '\n',
                sources.Select(source =>
                    ScanShape.Of(
                        request.Site,
                        request,
                        source,
                        source.Open is { } day ? $"open{day.Id} {source.IsPreceded} {source.IsFollowed}" : source.Identity
                    )
                )
            );
        var counts = await CorrectedAsync(key, cancellationToken) ?? await CountAllAsync(cancellationToken);
        counts.Mark(sources);
        remembered.Replace(key, counts, counts.Weight);
        Edges = [.. counts.Edges];
        return counts.Counts.IsEmpty ? null : counts.Counts.ToPartial(counts.Threshold);
    }

    private async ValueTask<RememberedCounts?> CorrectedAsync(string key, CancellationToken cancellationToken)
    {
        if (!remembered.TryGet(key, out var found) || !await EdgeFollower.IsUnchangedAsync(reader, found.Edges, cancellationToken))
        {
            return null;
        }

        var visitors = new HashSet<ulong>();
        foreach (var source in sources)
        {
            if (source.Open is not { } day)
            {
                continue;
            }

            if (!found.Marks.TryGetValue(day.Id, out var mark) || day.ChangesSince(mark) is not var (before, now))
            {
                return null;
            }

            AddNear(before, source, visitors);
            AddNear(now, source, visitors);
        }

        if (visitors.Count == 0)
        {
            return found;
        }

        await AddOtherIdsAsync(visitors);
        var (rowsBefore, edges) = await RowsAsync(visitors, day => found.Marks[day.Id], cancellationToken);
        var (rowsNow, edgesNow) = await RowsAsync(visitors, day => day.Mark, cancellationToken);
        if (rowsBefore.Concat(rowsNow).Any(rows => rows.Threshold < found.Threshold))
        {
            return null;
        }

        found.Correct(Scan(rowsBefore, found.Threshold, cancellationToken), Scan(rowsNow, found.Threshold, cancellationToken));
        found.Edges.AddRange(edges.Concat(edgesNow).Distinct().Except(found.Edges).ToList());
        return found;
    }

    private async ValueTask<RememberedCounts> CountAllAsync(CancellationToken cancellationToken)
    {
        var (rows, edges) = await RowsAsync(null, day => day.Mark, cancellationToken);
        var threshold = rows.Count == 0 ? ulong.MaxValue : Math.Min(request.Sample.Threshold, rows.Min(part => part.Threshold));
        var counts = new RememberedCounts(new(), threshold) { Edges = [.. edges] };
        counts.Counts.Add(Scan(rows, threshold, cancellationToken));
        return counts;
    }

    private PartialScan Scan(List<Rollup> rows, ulong threshold, CancellationToken cancellationToken) =>
        rows.Count == 0
            ? new([], 1, ulong.MaxValue, 0)
            : RowScan.Count(EdgeVisitors.Join(rows, threshold), null, request, pairs, cancellationToken);

    /// <summary>Reads the rows near the edges of some or all visitors, and the parts of their visits outside of the range.</summary>
    private async ValueTask<(List<Rollup> Rows, IReadOnlyList<EdgeBeside> Edges)> RowsAsync(
        HashSet<ulong>? visitors,
        Func<OpenDay, int> mark,
        CancellationToken cancellationToken
    )
    {
        var rows = new List<Rollup>();
        foreach (var source in sources)
        {
            rows.AddRange(
                (source.Open, visitors) switch
                {
                    ({ } day, null) => [day.Rows(day.Near(source.EdgeBefore, source.EdgeAfter), day.Mark)],
                    ({ } day, _) => [NearOf(day.Rows(visitors, mark(day)), source)],
                    (null, null) => [(await near(source)).Rows],
                    _ => (await near(source)).Of(visitors) is { } some ? [some] : [],
                }
            );
        }

        rows.RemoveAll(part => part.VisitorCount == 0);
        var follower = new EdgeFollower(reader, async source => (await near(source)).Rows);
        var (before, after) = (rows.SelectMany(EdgeVisitors.IdsBefore).ToHashSet(), rows.SelectMany(EdgeVisitors.IdsAfter).ToHashSet());
        await follower.FollowAsync(before, sources[0].Start, isBack: true, cancellationToken);
        await follower.FollowAsync(after, sources[^1].End, isBack: false, cancellationToken);
        rows.AddRange(follower.Found);
        return (rows, follower.Read);
    }

    private static Rollup NearOf(Rollup rows, ScanSource source) => EdgeVisitors.Extract(rows, EdgeVisitors.Near(rows, source));

    private static void AddNear(Rollup rows, ScanSource source, HashSet<ulong> visitors) =>
        EdgeVisitors.AddMarked(visitors, rows, EdgeVisitors.Near(rows, source));

    /// <summary>Adds the second ids of the visitors in any source, and the visitors who share such an id.</summary>
    private async ValueTask AddOtherIdsAsync(HashSet<ulong> visitors)
    {
        var others = new List<(ulong Visitor, ulong Other)>();
        foreach (var source in sources)
        {
            others.AddRange(source.Open?.OtherIds ?? (await near(source)).OtherIds);
        }

        for (var count = 0; count < visitors.Count; )
        {
            count = visitors.Count;
            foreach (var (visitor, other) in others)
            {
                if (visitors.Contains(visitor) || visitors.Contains(other))
                {
                    visitors.Add(visitor);
                    visitors.Add(other);
                }
            }
        }
    }
}
