using Analytics.Core.Periods;

namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// Joins visits across the edges of closed sources: visitors with events on both sides of an edge are taken out of their segments, and
/// their rows form a segment of their own, which is cached while the sources do not change. One per scan.
/// </summary>
/// <param name="site">The site.</param>
/// <param name="sources">The sources, in order of time.</param>
/// <param name="reader">Reads the rows beside the range.</param>
/// <param name="caches">The caches that scans share.</param>
/// <param name="sample">The visitors to count.</param>
internal sealed class EdgeJoin(
    string site,
    IReadOnlyList<ScanSource> sources,
    SourceReader reader,
    ScanCaches caches,
    VisitorSample sample
)
{
    /// <summary>Maximum number of events near edges that stay in memory until they are joined; others are read again.</summary>
    private const int MaxKeptEvents = 1 << 21;

    private readonly string _key = $"{site}|{sample.Bits}|{RowsIdentity.Of(sources.Select(source => source.Identity))}";
    private readonly List<EdgeBeside> _beside = [];
    private List<EdgeList> _before = [];
    private List<EdgeList> _after = [];
    private HashSet<ulong> _idsBefore = [];
    private HashSet<ulong> _idsAfter = [];
    private JoinedEdges? _cached;
    private IReadOnlyList<StoredSource> _skipped = [];
    private List<(Rollup Rows, bool[]? Visitors)> _rows = [];

    /// <summary>Identifies the exact rows beside the range.</summary>
    public string Beside => string.Join(' ', _cached?.Edges ?? _beside);

    /// <summary>Reads the rows beside the range. Runs in the site's turn.</summary>
    public async ValueTask BeginAsync(CancellationToken cancellationToken)
    {
        if (
            caches.Joined.TryGet(_key, out var remembered)
            && await EdgeFollower.IsUnchangedAsync(reader, remembered.Edges, cancellationToken)
        )
        {
            _cached = remembered;
            return;
        }

        _before = await BesideAsync(sources[0].Start, isBack: true, cancellationToken);
        _after = await BesideAsync(sources[^1].End, isBack: false, cancellationToken);
    }

    /// <summary>Finds the visitors to skip in each source, and takes their rows. Runs outside of the site's turn.</summary>
    public async ValueTask<IReadOnlyList<StoredSource>> SkipAsync(CancellationToken cancellationToken)
    {
        if (_cached is not null)
        {
            return _cached.Skip(sources);
        }

        var lists = new EdgeList[sources.Count];
        var near = new Rollup?[sources.Count];
        var kept = 0;
        await Parallel.ForAsync(
            0,
            lists.Length,
            StorageReads.OfSmall(cancellationToken),
            async (i, token) =>
            {
                (lists[i], var rows) = await caches.Stored.EdgesAsync(site, sources[i], token);
                near[i] = rows is not null && Interlocked.Add(ref kept, rows.EventCount) <= MaxKeptEvents ? rows : null;
            }
        );
        var marks = sources.Select(_ => new SortedSet<ulong>()).ToArray();
        var windows = Windows();
        var names = windows.ConvertAll(NameOf);
        for (var i = 1; i < windows.Count; i++)
        {
            var (earlier, later) = (windows[i - 1], windows[i]);
            if (sources[earlier.From].End == sources[later.From].Start)
            {
                var crossing = CrossingsOf(
                    $"{site}|{names[i - 1]}|{names[i]}",
                    lists[earlier.From..earlier.To],
                    lists[later.From..later.To]
                );
                Add(crossing.Before, marks.AsSpan(earlier.From));
                Add(crossing.After, marks.AsSpan(later.From));
            }
        }

        var (first, last) = (windows[0], windows[^1]);
        _idsBefore = Crossings.Mark(_before, lists[first.From..first.To], Unused(_before), marks[first.From..first.To]);
        _idsAfter = Crossings.Mark(lists[last.From..last.To], _after, marks[last.From..last.To], Unused(_after));
        await Parallel.ForAsync(
            0,
            near.Length,
            StorageReads.OfSmall(cancellationToken),
            async (i, token) =>
            {
                if (marks[i].Count > 0 && near[i] is null)
                {
                    near[i] = sources[i].LoadEdgesAsync is { } load ? await load(token) : await sources[i].LoadAsync(null, token);
                }
            }
        );
        for (var i = 0; i < near.Length; i++)
        {
            if (marks[i].Count > 0)
            {
                _rows.Add((near[i]!, Array.ConvertAll(near[i]!.Columns.Visitors.Value, marks[i].Contains)));
            }
        }

        return _skipped = [
            .. windows.SelectMany(
                (window, number) =>
                {
                    var neighbours = NeighboursOf(names, number);
                    return Enumerable
                        .Range(window.From, window.To - window.From)
                        .Select(i => new StoredSource(sources[i], [.. marks[i]], neighbours));
                }
            ),
        ];
    }

    /// <summary>Follows visits beyond the range, and joins all rows. Runs in the site's turn.</summary>
    public async ValueTask<JoinedEdges> EndAsync(CancellationToken cancellationToken)
    {
        if (_cached is not null)
        {
            return _cached;
        }

        var follower = new EdgeFollower(reader, async source => (await caches.NearAsync(site, source, cancellationToken)).Rows);
        await follower.FollowAsync(_idsBefore, sources[0].Start, isBack: true, cancellationToken);
        await follower.FollowAsync(_idsAfter, sources[^1].End, isBack: false, cancellationToken);
        _rows.AddRange(follower.Found.Where(rows => rows.VisitorCount > 0).Select(rows => (rows, (bool[]?)null)));
        var whole = _rows.Count == 0 ? null : EdgeVisitors.Join(_rows, Math.Min(sample.Threshold, _rows.Min(part => part.Rows.Threshold)));
        return new(whole, [.. _beside.Concat(follower.Read).Distinct()], _skipped);
    }

    /// <summary>Caches the joined rows with the columns that are loaded by now.</summary>
    public void Remember(JoinedEdges edges) => caches.Joined.Replace(_key, edges, edges.Weight);

    private static SortedSet<ulong>[] Unused(IReadOnlyCollection<EdgeList> lists) => [.. lists.Select(_ => new SortedSet<ulong>())];

    private async ValueTask<List<EdgeList>> BesideAsync(long edge, bool isBack, CancellationToken cancellationToken)
    {
        var lists = new List<EdgeList>();
        var beside = await reader.ReadBesideAsync(edge, isBack, cancellationToken);
        _beside.Add(new(edge, isBack, beside.Identity));
        foreach (var source in beside.Sources)
        {
            lists.Add(
                source.Open is null
                    ? (await caches.Stored.EdgesAsync(site, source, cancellationToken)).List
                    : EdgeList.Of(await source.LoadEdgesAsync!(cancellationToken), source.Start, source.End)
            );
        }

        return lists;
    }

    /// <summary>Returns the indexes of the first source and of the end, exclusive, of each period.</summary>
    private List<(int From, int To)> Windows()
    {
        var windows = new List<(int From, int To)>();
        for (var i = 0; i < sources.Count; i++)
        {
            if (i > 0 && (sources[i].Start, sources[i].End) == (sources[i - 1].Start, sources[i - 1].End))
            {
                windows[^1] = (windows[^1].From, i + 1);
            }
            else
            {
                windows.Add((i, i + 1));
            }
        }

        return windows;
    }

    private CrossingMarks CrossingsOf(string key, EdgeList[] before, EdgeList[] after)
    {
        if (!caches.Crossings.TryGet(key, out var marks))
        {
            var (markedBefore, markedAfter) = (Unused(before), Unused(after));
            Crossings.Mark(before, after, markedBefore, markedAfter);
            marks = new([.. markedBefore.Select(set => set.ToArray())], [.. markedAfter.Select(set => set.ToArray())]);
            caches.Crossings.Replace(key, marks, marks.Weight);
        }

        return marks;
    }

    private static void Add(IReadOnlyList<IReadOnlyCollection<ulong>> markedIds, Span<SortedSet<ulong>> marks)
    {
        for (var i = 0; i < markedIds.Count; i++)
        {
            marks[i].UnionWith(markedIds[i]);
        }
    }

    private string NameOf((int From, int To) window) =>
        RowsIdentity.Of(Enumerable.Range(window.From, window.To - window.From).Select(i => sources[i].Identity));

    /// <summary>Identifies the periods on both sides of a window, which determine the visitors who cross its edges.</summary>
    private string NeighboursOf(List<string> names, int window) =>
        RowsIdentity.Of([
            window == 0 ? _beside[0].Identity : names[window - 1],
            window + 1 == names.Count ? _beside[1].Identity : names[window + 1],
        ]);
}
