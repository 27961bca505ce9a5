using Analytics.Core.Periods;

namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// Joins visits across the edges of sources of which some grow. The joined rows are cached for all questions: those of the visitors who
/// have events since are read apart, and everything is joined again once these are more than an eighth. One per scan.
/// </summary>
/// <remarks>
/// <code>
/// yesterday                 today, at mark 7           at mark 9
/// 23:50 Y: /a               00:10 T (was Y): /b        00:10 T: /b   15:00 T: /c
/// T has an event since mark 7 and is near midnight. Y is the same visitor: the joined rows of mark 7 count without both, and the rows of
/// both as of mark 9 are joined and counted beside them
/// </code>
/// </remarks>
/// <param name="site">The site.</param>
/// <param name="sources">The sources, in order of time.</param>
/// <param name="reader">Reads the rows beside the range.</param>
/// <param name="caches">The caches that scans share.</param>
/// <param name="sample">The visitors to count.</param>
/// <param name="fewVisitors">See <see cref="OpenDayLimits.FewVisitors"/>.</param>
internal sealed class GrowingJoin(
    string site,
    IReadOnlyList<ScanSource> sources,
    SourceReader reader,
    ScanCaches caches,
    VisitorSample sample,
    int fewVisitors
)
{
    private readonly EdgeChoice _choice = new(site, sources, reader, caches);
    private GrowingEdges? _edges;

    /// <summary>Identifies the sources, without what came to the growing ones since they were read.</summary>
    public string Key => $"{site}|{sample.Bits}|{RowsIdentity.Of(sources.Select(IdentityOf))}";

    /// <summary>The rows beside the range that were read.</summary>
    public IEnumerable<EdgeBeside> Edges => _edges!.EdgesOfStored.Concat(_edges.EdgesFollowed);

    /// <summary>Reads the rows beside the range. Runs in the site's turn.</summary>
    public async ValueTask BeginAsync(CancellationToken cancellationToken)
    {
        if (
            caches.Growing.TryGet(Key, out var cached)
            && await EdgeFollower.IsUnchangedAsync(reader, cached.EdgesOfStored, cancellationToken)
        )
        {
            _edges = cached;
            return;
        }

        await _choice.BeginAsync(cancellationToken);
    }

    /// <summary>Finds the visitors to skip in each stored source, and takes their rows. Runs outside of the site's turn.</summary>
    public async ValueTask<IReadOnlyList<StoredSource>> SkipAsync(CancellationToken cancellationToken) =>
        (_edges ??= new(await _choice.ChooseAsync(cancellationToken))).Skip(sources);

    /// <summary>Takes note of what came since the rows were joined, and joins them again if it is much. Runs in the site's turn.</summary>
    public async ValueTask RefreshAsync(CancellationToken cancellationToken)
    {
        if (!await EdgeFollower.IsUnchangedAsync(reader, [.. _edges!.EdgesFollowed], cancellationToken) || !TryTouch())
        {
            await JoinAsync(cancellationToken);
        }
    }

    /// <summary>
    /// Returns all rows: the joined ones, the visitors to skip in them, ascending, and the rows of these; null if there are none. They do
    /// not change in this turn. Follows <see cref="RefreshAsync"/>.
    /// </summary>
    public async ValueTask<(GrowingEdges Joined, IReadOnlyList<ulong> Skipped, Rollup? Delta)> ViewAsync(
        CancellationToken cancellationToken
    )
    {
        var edges = _edges!;
        if (edges.Touched.Count > 0 && edges.Delta is null)
        {
            var rows = await RowsAsync(edges.Touched, static day => day.Mark, cancellationToken);
            if (rows.Exists(part => part.Threshold < edges.Threshold))
            {
                await JoinAsync(cancellationToken);
            }
            else
            {
                edges.Delta = Join(rows, edges.Threshold);
            }
        }

        return (edges, [.. edges.Touched.Order()], edges.Delta);
    }

    /// <summary>
    /// Returns the rows of the visitors near an edge with events since earlier marks, as of these and as of now; null if they are not
    /// known any more, or if they have fewer visitors than were counted. Follows <see cref="RefreshAsync"/>, in the same turn.
    /// </summary>
    /// <param name="marks">By <see cref="OpenDay.Id"/>, the earlier marks.</param>
    /// <param name="threshold">Only visitors with a smaller id were counted.</param>
    /// <param name="cancellationToken">Cancels the reads.</param>
    public async ValueTask<(Rollup? Before, Rollup? Now)?> ChangesSinceAsync(
        IReadOnlyDictionary<long, int> marks,
        ulong threshold,
        CancellationToken cancellationToken
    )
    {
        var key = $"{threshold} {string.Join(' ', marks.OrderBy(static mark => mark.Key))}";
        if (_edges!.Changes.TryGetValue(key, out var change))
        {
            return change;
        }

        if (NearSince(marks) is not { } visitors)
        {
            return null;
        }

        if (visitors.Count > 0)
        {
            var before = await RowsAsync(visitors, day => marks[day.Id], cancellationToken);
            for (var count = 0; count < visitors.Count; )
            {
                count = visitors.Count;
                var now = await RowsAsync(visitors, static day => day.Mark, cancellationToken);
                before = visitors.Count == count ? before : await RowsAsync(visitors, day => marks[day.Id], cancellationToken);
                if (before.Concat(now).Any(rows => rows.Threshold < threshold))
                {
                    return null;
                }

                change = (Join(before, threshold), Join(now, threshold));
            }
        }

        _edges.Changes[key] = change;
        return change;
    }

    /// <summary>Caches the joined rows with the columns that are loaded by now.</summary>
    public void Remember() => caches.Growing.Replace(Key, _edges!, _edges!.Weight);

    private static string IdentityOf(ScanSource source) =>
        source.Open is { } day ? $"open{day.Id} {source.IsPreceded} {source.IsFollowed}" : source.Identity;

    private static Rollup? Join(List<Rollup> rows, ulong threshold) => rows.Count == 0 ? null : EdgeVisitors.Join(rows, threshold);

    private static IEnumerable<(ulong Visitor, ulong Other)> OtherIdsOf(ScanSource source, NearRows? stored) =>
        source.Open?.OtherIds ?? stored?.OtherIds ?? [];

    private async ValueTask JoinAsync(CancellationToken cancellationToken)
    {
        var edges = _edges!;
        edges.EdgesFollowed.Clear();
        edges.OtherIdsFollowed.Clear();
        edges.Known.Clear();
        edges.Marks.Clear();
        edges.Changes.Clear();
        var rows = await RowsAsync(null, static day => day.Mark, cancellationToken);
        var threshold = rows.Count == 0 ? ulong.MaxValue : Math.Min(sample.Threshold, rows.Min(static part => part.Threshold));
        edges.Join(Join(rows, threshold), threshold);
        edges.Marks.SetTo(sources);
    }

    /// <summary>Adds the visitors near an edge with events since the last time.</summary>
    /// <returns>False if everything must be joined again.</returns>
    private bool TryTouch()
    {
        var edges = _edges!;
        if (edges.Marks.Count == 0 || NearSince(edges.Marks) is not { } visitors)
        {
            return false;
        }

        if (sources.Any(source => source.Open is { } day && edges.Marks[day.Id] != day.Mark))
        {
            edges.Changes.Clear();
            edges.Delta = visitors.Count > 0 ? null : edges.Delta;
            edges.Touched.UnionWith(visitors);
            edges.Known.UnionWith(visitors);
            edges.Marks.SetTo(sources);
        }

        return edges.Touched.Count <= Math.Max(fewVisitors, (edges.Whole?.VisitorCount ?? 0) / 8);
    }

    /// <summary>Returns the visitors near an edge with events since marks; null if it is not known any more who they are.</summary>
    private HashSet<ulong>? NearSince(IReadOnlyDictionary<long, int> marks)
    {
        var visitors = new HashSet<ulong>();
        foreach (var source in sources)
        {
            if (source.Open is not { } day)
            {
                continue;
            }

            if (
                !marks.TryGetValue(day.Id, out var mark)
                || day.NearSince(mark, source.EdgeBefore, source.EdgeAfter, _edges!.Known) is not { } some
            )
            {
                return null;
            }

            visitors.UnionWith(some);
        }

        return visitors;
    }

    /// <summary>
    /// Reads the rows near the edges of some or all visitors, and the parts of their visits outside of the range. Adds to the visitors
    /// whom these lead to, and reads theirs, too.
    /// </summary>
    private async ValueTask<List<Rollup>> RowsAsync(HashSet<ulong>? visitors, Func<OpenDay, int> mark, CancellationToken cancellationToken)
    {
        while (true)
        {
            AddOtherIds(visitors);
            var followed = _edges!.OtherIdsFollowed.Count;
            var rows = await RowsOnceAsync(visitors, mark, cancellationToken);
            if (visitors is null || followed == _edges.OtherIdsFollowed.Count)
            {
                return rows;
            }
        }
    }

    private async ValueTask<List<Rollup>> RowsOnceAsync(
        HashSet<ulong>? visitors,
        Func<OpenDay, int> mark,
        CancellationToken cancellationToken
    )
    {
        var edges = _edges!;
        var rows = new List<Rollup>();
        var (before, after) = (new HashSet<ulong>(), new HashSet<ulong>());
        for (var i = 0; i < sources.Count; i++)
        {
            var source = sources[i];
            if (RowsOf(source, edges.Stored[i], visitors, mark) is not { VisitorCount: > 0 } some)
            {
                continue;
            }

            rows.Add(some);
            if (source.Start == sources[0].Start)
            {
                before.UnionWith(EdgeVisitors.IdsBefore(some).Where(id => source.Open is not null || edges.IdsBefore.Contains(id)));
            }

            if (source.End == sources[^1].End)
            {
                after.UnionWith(EdgeVisitors.IdsAfter(some).Where(id => source.Open is not null || edges.IdsAfter.Contains(id)));
            }

            if (source.Open is not null && visitors is null)
            {
                edges.Known.UnionWith(some.Columns.Visitors.Value);
            }
        }

        var follower = new EdgeFollower(reader, async source => (await caches.NearAsync(site, source, cancellationToken)).Rows);
        await follower.FollowAsync(before, sources[0].Start, isBack: true, cancellationToken);
        await follower.FollowAsync(after, sources[^1].End, isBack: false, cancellationToken);
        edges.EdgesFollowed.UnionWith(follower.Read);
        foreach (var found in follower.Found.Where(static found => found.VisitorCount > 0))
        {
            rows.Add(found);
            edges.OtherIdsFollowed.UnionWith(EdgeVisitors.OtherIds(found));
        }

        return rows;
    }

    private static Rollup? RowsOf(ScanSource source, NearRows? stored, HashSet<ulong>? visitors, Func<OpenDay, int> mark) =>
        (source.Open, visitors) switch
        {
            ({ } day, null) => day.Rows(day.Near(source.EdgeBefore, source.EdgeAfter), day.Mark),
            ({ } day, _) => NearOf(day.Rows(visitors, mark(day)), source),
            (null, null) => stored?.Rows,
            _ => stored?.Of(visitors),
        };

    private static Rollup NearOf(Rollup rows, ScanSource source) => EdgeVisitors.Extract(rows, EdgeVisitors.Near(rows, source));

    /// <summary>Adds the second ids of the visitors in any source, and the visitors who share such an id.</summary>
    private void AddOtherIds(HashSet<ulong>? visitors)
    {
        if (visitors is null or { Count: 0 })
        {
            return;
        }

        List<(ulong Visitor, ulong Other)> others =
        [
            .. sources.SelectMany((source, i) => OtherIdsOf(source, _edges!.Stored[i])),
            .. _edges!.OtherIdsFollowed,
        ];
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
