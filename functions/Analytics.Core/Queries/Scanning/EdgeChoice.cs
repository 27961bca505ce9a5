using Analytics.Core.Periods;

namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// Chooses the visitors of a scan's stored sources who are not counted with their source, because their visits may continue in the next
/// one: those with events on both sides of an edge, and beside a growing source all who are near the edge, so that the choice stays the
/// same while that source grows. One per scan.
/// </summary>
/// <param name="site">The site.</param>
/// <param name="sources">The sources, in order of time.</param>
/// <param name="reader">Reads the rows beside the range.</param>
/// <param name="caches">The caches that scans share.</param>
internal sealed class EdgeChoice(string site, IReadOnlyList<ScanSource> sources, SourceReader reader, ScanCaches caches)
{
    /// <summary>Maximum number of events near edges that stay in memory until they are joined; others are read again.</summary>
    private const int MaxKeptEvents = 1 << 21;

    /// <summary>The name of a growing period for its neighbours: what it has does not matter to them.</summary>
    private const string Growing = "growing";

    private Beside? _before;
    private Beside? _after;

    /// <summary>The rows beside the range that were read.</summary>
    public IReadOnlyList<EdgeBeside> Edges =>
        [.. new[] { _before, _after }.Where(static beside => beside is not null).Select(static beside => beside!.Edge)];

    /// <summary>
    /// Reads the rows beside the range where a stored source is at its edge; a growing one knows whether there are any. Runs in the site's
    /// turn.
    /// </summary>
    public async ValueTask BeginAsync(CancellationToken cancellationToken)
    {
        _before = sources[0].Open is null ? await BesideAsync(sources[0].Start, isBack: true, cancellationToken) : null;
        _after = sources[^1].Open is null ? await BesideAsync(sources[^1].End, isBack: false, cancellationToken) : null;
    }

    /// <summary>Chooses the visitors, and takes their rows. Runs outside of the site's turn.</summary>
    public async ValueTask<ChosenEdges> ChooseAsync(CancellationToken cancellationToken)
    {
        var lists = new EdgeList[sources.Count];
        var near = new Rollup?[sources.Count];
        var kept = 0;
        await Parallel.ForAsync(
            0,
            lists.Length,
            StorageReads.OfSmall(cancellationToken),
            async (i, token) =>
            {
                if (sources[i].Open is not null)
                {
                    lists[i] = EdgeList.None;
                    return;
                }

                (lists[i], var rows) = await caches.Stored.EdgesAsync(site, sources[i], token);
                near[i] = rows is not null && Interlocked.Add(ref kept, rows.EventCount) <= MaxKeptEvents ? rows : null;
            }
        );
        var marks = sources.Select(_ => new SortedSet<ulong>()).ToArray();
        var windows = Windows();
        var names = windows.ConvertAll(NameOf);
        for (var i = 1; i < windows.Count; i++)
        {
            if (AreAdjacent(windows[i - 1], windows[i]))
            {
                Mark(windows[i - 1], windows[i], $"{site}|{names[i - 1]}|{names[i]}", lists, marks);
            }
        }

        var (first, last) = (windows[0], windows[^1]);
        var idsBefore = _before is null
            ? []
            : Crossings.Mark(_before.Lists, lists[first.From..first.To], Unused(_before.Lists), marks[first.From..first.To]);
        var idsAfter = _after is null
            ? []
            : Crossings.Mark(lists[last.From..last.To], _after.Lists, marks[last.From..last.To], Unused(_after.Lists));
        await LoadAsync(marks, near, cancellationToken);
        var rows = new (Rollup Rows, bool[] Visitors)?[sources.Count];
        for (var i = 0; i < near.Length; i++)
        {
            if (marks[i].Count > 0)
            {
                rows[i] = (near[i]!, Array.ConvertAll(near[i]!.Columns.Visitors.Value, marks[i].Contains));
            }
        }

        return new(rows, idsBefore, idsAfter, Edges, SkippedOf(windows, names, marks));
    }

    private static SortedSet<ulong>[] Unused(IReadOnlyCollection<EdgeList> lists) => [.. lists.Select(_ => new SortedSet<ulong>())];

    private static void Add(IReadOnlyList<IReadOnlyCollection<ulong>> markedIds, Span<SortedSet<ulong>> marks)
    {
        for (var i = 0; i < markedIds.Count; i++)
        {
            marks[i].UnionWith(markedIds[i]);
        }
    }

    private async ValueTask<Beside> BesideAsync(long edge, bool isBack, CancellationToken cancellationToken)
    {
        var lists = new List<EdgeList>();
        var beside = await reader.ReadBesideAsync(edge, isBack, cancellationToken);
        foreach (var source in beside.Sources)
        {
            lists.Add(
                source.Open is null
                    ? (await caches.Stored.EdgesAsync(site, source, cancellationToken)).List
                    : EdgeList.Of(await source.LoadEdgesAsync!(cancellationToken), source.Start, source.End)
            );
        }

        return new(new(edge, isBack, beside.Identity), lists);
    }

    private async ValueTask LoadAsync(SortedSet<ulong>[] marks, Rollup?[] near, CancellationToken cancellationToken) =>
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

    /// <summary>Marks the visitors of two adjacent periods.</summary>
    private void Mark(Window earlier, Window later, string key, EdgeList[] lists, SortedSet<ulong>[] marks)
    {
        if (IsGrowing(earlier) || IsGrowing(later))
        {
            for (var i = earlier.From; i < earlier.To; i++)
            {
                marks[i].UnionWith(lists[i].AtEnd.Select(static entry => entry.Visitor));
            }

            for (var i = later.From; i < later.To; i++)
            {
                marks[i].UnionWith(lists[i].AtStart.Select(static entry => entry.Visitor));
            }

            return;
        }

        var crossing = CrossingsOf(key, lists[earlier.From..earlier.To], lists[later.From..later.To]);
        Add(crossing.Before, marks.AsSpan(earlier.From));
        Add(crossing.After, marks.AsSpan(later.From));
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

    private List<StoredSource> SkippedOf(List<Window> windows, List<string> names, SortedSet<ulong>[] marks)
    {
        var skipped = new List<StoredSource>();
        for (var number = 0; number < windows.Count; number++)
        {
            if (IsGrowing(windows[number]))
            {
                continue;
            }

            // The periods on both sides determine who is marked.
            var neighbours = RowsIdentity.Of([
                number == 0 ? _before!.Edge.Identity : NeighbourName(number - 1, number),
                number + 1 == windows.Count ? _after!.Edge.Identity : NeighbourName(number + 1, number),
            ]);
            for (var i = windows[number].From; i < windows[number].To; i++)
            {
                skipped.Add(new(sources[i], [.. marks[i]], neighbours));
            }
        }

        return skipped;

        string NeighbourName(int neighbour, int of) =>
            AreAdjacent(windows[Math.Min(neighbour, of)], windows[Math.Max(neighbour, of)]) ? names[neighbour] : string.Empty;
    }

    /// <summary>Returns the indexes of the first source and of the end, exclusive, of each period.</summary>
    private List<Window> Windows()
    {
        var windows = new List<Window>();
        for (var i = 0; i < sources.Count; i++)
        {
            if (i > 0 && (sources[i].Start, sources[i].End) == (sources[i - 1].Start, sources[i - 1].End))
            {
                windows[^1] = new(windows[^1].From, i + 1);
            }
            else
            {
                windows.Add(new(i, i + 1));
            }
        }

        return windows;
    }

    private bool IsGrowing(Window window) => sources[window.From].Open is not null;

    private bool AreAdjacent(Window earlier, Window later) => sources[earlier.From].End == sources[later.From].Start;

    private string NameOf(Window window) =>
        IsGrowing(window)
            ? Growing
            : RowsIdentity.Of(Enumerable.Range(window.From, window.To - window.From).Select(i => sources[i].Identity));

    /// <summary>The sources of one period, by the index of the first and of the end, exclusive.</summary>
    private readonly record struct Window(int From, int To);

    /// <summary>The rows beside an edge of the range.</summary>
    private sealed record Beside(EdgeBeside Edge, IReadOnlyList<EdgeList> Lists);
}
