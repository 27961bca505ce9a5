using Analytics.Core.Text;

namespace Analytics.Core.Periods;

/// <summary>
/// Merges two rollups of one period that have no visitor in common. Visits and duplicates are those of the two, so runs of visitors are
/// copied column by column, without sorting or searching any event. O(rows). Reusable; not thread-safe.
/// </summary>
/// <remarks>
/// <code>
/// first       A A B C C D        taken: all but B
/// second      B B E
/// result      A A | B B | C C D | E          four runs
/// </code>
/// </remarks>
/// <param name="pool">Numbers the texts while they are copied.</param>
internal sealed class DisjointMerge(TextPool pool)
{
    private readonly TextColumnBuilder _texts = new();
    private readonly PropertyColumnsBuilder _properties = new();
    private readonly RollupDraft _draft = new(pool);
    private readonly List<Run> _visitors = [];
    private readonly List<Run> _visits = [];
    private readonly List<Run> _events = [];
    private int[] _ids = [];

    /// <summary>Merges the rows of some visitors of a rollup with all rows of another.</summary>
    /// <param name="first">The one rollup.</param>
    /// <param name="taken">By index, the visitors of <paramref name="first"/> that are in the result.</param>
    /// <param name="second">The other rollup. The result has its period, threshold and totals.</param>
    /// <exception cref="ArgumentException">Both give the same visitor.</exception>
    public Rollup Merge(Rollup first, bool[] taken, Rollup second)
    {
        var (a, b) = (first.Columns, second.Columns);
        FindRuns(a.Visitors.Value, taken, b.Visitors.Value);
        var (visitsA, visitsB) = (a.FirstVisits(), b.FirstVisits());
        var (eventsA, eventsB) = (a.FirstEvents(), b.FirstEvents());
        Follow(_visitors, visitsA, visitsB, _visits);
        Follow(_visits, eventsA, eventsB, _events);
        var columns = new RollupColumns
        {
            VisitorCount = LengthOf(_visitors),
            VisitCount = LengthOf(_visits),
            EventCount = LengthOf(_events),
            Visitors = Dense(_visitors, a.Visitors.Value, b.Visitors.Value),
            VisitsOfVisitor = Dense(_visitors, a.VisitsOfVisitor.Value, b.VisitsOfVisitor.Value),
            EventsOfVisit = Dense(_visits, a.EventsOfVisit.Value, b.EventsOfVisit.Value),
            Aliases = Sparse(_visits, a.Aliases.Value, b.Aliases.Value),
            PreviousVisitors = Sparse(_visits, a.PreviousVisitors.Value, b.PreviousVisitors.Value),
            Seconds = Dense(_events, a.Seconds.Value, b.Seconds.Value),
            Milliseconds = Sparse(_events, a.Milliseconds.Value, b.Milliseconds.Value),
            NonInteractive = Sparse(_events, a.NonInteractive.Value, b.NonInteractive.Value),
            Keys = Sparse(_events, a.Keys.Value, b.Keys.Value),
            Values = Sparse(_events, a.Values.Value, b.Values.Value),
            ScrollDepths = Sparse(_events, a.ScrollDepths.Value, b.ScrollDepths.Value),
            EngagementMilliseconds = Sparse(_events, a.EngagementMilliseconds.Value, b.EngagementMilliseconds.Value),
            Revenue = Revenue(a.Revenue.Value, b.Revenue.Value),
            RevenueTotals = b.RevenueTotals,
            Properties = Properties(a, b),
            VisitTexts = Texts(_visits, a.VisitTexts, b.VisitTexts),
            EventTexts = Texts(_events, a.EventTexts, b.EventTexts),
        };
        return new(second.Period, second.Threshold, second.Included, second.Totals, columns, second.LogicVersion);
    }

    private static int LengthOf(List<Run> runs) => runs.Sum(run => run.To - run.From);

    /// <summary>Finds the runs of visitors, in the order of their ids.</summary>
    private void FindRuns(ulong[] first, bool[] taken, ulong[] second)
    {
        _visitors.Clear();
        for (int i = 0, j = 0; ; )
        {
            while (i < first.Length && !taken[i])
            {
                i++;
            }

            var (startOfFirst, startOfSecond) = (i, j);
            if (i < first.Length && j < second.Length && first[i] == second[j])
            {
                throw new ArgumentException($"Both rollups give the visitor {first[i]:x16}.", nameof(taken));
            }

            while (i < first.Length && taken[i] && (j == second.Length || first[i] < second[j]))
            {
                i++;
            }

            while (i == startOfFirst && j < second.Length && (i == first.Length || second[j] < first[i]))
            {
                j++;
            }

            if (i > startOfFirst)
            {
                _visitors.Add(new(IsOfSecond: false, startOfFirst, i));
            }
            else if (j > startOfSecond)
            {
                _visitors.Add(new(IsOfSecond: true, startOfSecond, j));
            }
            else
            {
                return;
            }
        }
    }

    /// <summary>Finds the runs of what belongs to the members of other runs.</summary>
    /// <param name="owners">The other runs.</param>
    /// <param name="first">By member of the first rollup, where its own begins; and the end.</param>
    /// <param name="second">The same of the second rollup.</param>
    /// <param name="runs">Receives the runs.</param>
    private static void Follow(List<Run> owners, int[] first, int[] second, List<Run> runs)
    {
        runs.Clear();
        foreach (var (isOfSecond, from, to) in owners)
        {
            var starts = isOfSecond ? second : first;
            runs.Add(new(isOfSecond, starts[from], starts[to]));
        }
    }

    private static T[] Dense<T>(List<Run> runs, T[] first, T[] second)
    {
        var merged = GC.AllocateUninitializedArray<T>(LengthOf(runs));
        var length = 0;
        foreach (var (isOfSecond, from, to) in runs)
        {
            (isOfSecond ? second : first).AsSpan(from, to - from).CopyTo(merged.AsSpan(length));
            length += to - from;
        }

        return merged;
    }

    private static SparseColumn<T> Sparse<T>(List<Run> runs, SparseColumn<T> first, SparseColumn<T> second)
    {
        if (first.Count + second.Count == 0)
        {
            return SparseColumn<T>.Empty;
        }

        var most = Math.Min(first.Count + second.Count, LengthOf(runs));
        var (rows, values) = (new int[most], new T[most]);
        var (count, start, nextOfFirst, nextOfSecond) = (0, 0, StartOf(first, isOfSecond: false), StartOf(second, isOfSecond: true));
        foreach (var (isOfSecond, from, to) in runs)
        {
            var column = isOfSecond ? second : first;
            ref var next = ref isOfSecond ? ref nextOfSecond : ref nextOfFirst;
            for (; next < column.Rows.Length && column.Rows[next] < to; next++)
            {
                if (column.Rows[next] >= from)
                {
                    (rows[count], values[count]) = (column.Rows[next] - from + start, column.Values[next]);
                    count++;
                }
            }

            start += to - from;
        }

        Array.Resize(ref rows, count);
        Array.Resize(ref values, count);
        return count == 0 ? SparseColumn<T>.Empty : new(rows, values);

        int StartOf(SparseColumn<T> column, bool isOfSecond)
        {
            var run = runs.FindIndex(run => run.IsOfSecond == isOfSecond);
            var place = run < 0 ? 0 : column.Rows.AsSpan().BinarySearch(runs[run].From);
            return place < 0 ? ~place : place;
        }
    }

    private LazyColumn<TextColumn>[] Texts(
        List<Run> runs,
        IReadOnlyList<LazyColumn<TextColumn>> first,
        IReadOnlyList<LazyColumn<TextColumn>> second
    )
    {
        var columns = new LazyColumn<TextColumn>[first.Count];
        for (var i = 0; i < columns.Length; i++)
        {
            columns[i] = Text(runs, first[i].Value, second[i].Value);
        }

        return columns;
    }

    private TextColumn Text(List<Run> runs, TextColumn first, TextColumn second)
    {
        var length = LengthOf(runs);
        if (_ids.Length < length)
        {
            _ids = new int[Math.Max(length, _ids.Length * 2)];
        }

        var (ofFirst, ofSecond, next) = (new MappedTexts(pool, first), new MappedTexts(pool, second), 0);
        foreach (var (isOfSecond, from, to) in runs)
        {
            (isOfSecond ? ofSecond : ofFirst).CopyTo(_ids.AsSpan(next, to - from), from);
            next += to - from;
        }

        return _texts.BuildNarrow(pool, _ids.AsSpan(0, length));
    }

    private RevenueColumn Revenue(RevenueColumn first, RevenueColumn second)
    {
        var amounts = Sparse<long>(_events, new(first.Rows, first.AmountMicros), new(second.Rows, second.AmountMicros));
        return amounts.Count == 0
            ? RevenueColumn.Empty
            : new(amounts.Rows, SparseText(first.Rows, first.Currencies, second.Rows, second.Currencies).Values, amounts.Values);
    }

    private PropertyColumns Properties(RollupColumns first, RollupColumns second)
    {
        var (a, b) = (first.Properties, second.Properties);
        var keys = a.Common.Concat(b.Common).Select(static property => property.Key).ToHashSet(StringComparer.Ordinal);
        if (keys.Count > PropertyColumns.MaxCommon || a.Rare.Value.Rows.Length + b.Rare.Value.Rows.Length > 0)
        {
            return ManyProperties(first, second);
        }

        var merged = new List<KeyValuePair<string, LazyColumn<PropertyColumn>>>();
        foreach (var key in keys.Order(StringComparer.Ordinal))
        {
            var none = new PropertyColumn(key, [], new(Utf8Texts.Empty, null));
            var (ofFirst, ofSecond) = (a.Of(key) ?? none, b.Of(key) ?? none);
            var (rows, values) = SparseText(ofFirst.Rows, ofFirst.Values, ofSecond.Rows, ofSecond.Values);
            if (rows.Length > 0)
            {
                merged.Add(new(key, new PropertyColumn(key, rows, values)));
            }
        }

        return new(merged, RareProperties.None);
    }

    /// <summary>Merges properties of which some may be rare, and lays them out again, since other keys may be common together.</summary>
    private PropertyColumns ManyProperties(RollupColumns first, RollupColumns second)
    {
        var (ofFirst, ofSecond) = (new PropertyCursor(_draft, first), new PropertyCursor(_draft, second));
        var row = 0;
        foreach (var (isOfSecond, from, to) in _events)
        {
            for (var i = from; i < to; i++, row++)
            {
                _draft.Properties.Clear();
                var optional = OptionalValues.None;
                (isOfSecond ? ofSecond : ofFirst).Add(i, ref optional);
                foreach (var (key, value) in _draft.Properties)
                {
                    _properties.Add(row, key, value);
                }
            }
        }

        return _properties.Build(pool, _texts);
    }

    private (int[] Rows, TextColumn Values) SparseText(int[] rowsOfFirst, TextColumn first, int[] rowsOfSecond, TextColumn second)
    {
        var (a, b) = (new int[rowsOfFirst.Length], new int[rowsOfSecond.Length]);
        new MappedTexts(pool, first).CopyTo(a, 0);
        new MappedTexts(pool, second).CopyTo(b, 0);
        var ids = Sparse<int>(_events, new(rowsOfFirst, a), new(rowsOfSecond, b));
        return (ids.Rows, _texts.BuildNarrow(pool, ids.Values));
    }

    /// <summary>Consecutive members of one of the two rollups.</summary>
    private readonly record struct Run(bool IsOfSecond, int From, int To);
}
