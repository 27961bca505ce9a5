using Analytics.Core.Columns;
using Analytics.Core.Periods;
using Analytics.Core.Text;

namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// The rows of an open day in slices by visitor: one slice while the day is small. Each is merged by itself, and work on many rows is done
/// for several slices in parallel. Visitors who share an event id are put together across slices. Not thread-safe.
/// </summary>
/// <param name="period">The day.</param>
/// <param name="pool">The day's pool, which has all texts of rows that came and of slices.</param>
/// <param name="duplicates">Knows who shares an event id.</param>
/// <param name="limits">Sizes.</param>
/// <param name="wholes">The rows to begin with: of one slice, or of as many as a divided day has.</param>
/// <param name="untimed">Repetitions of ids without a timestamp, to be left out.</param>
internal sealed class DaySlices(
    RollupPeriod period,
    TextPool pool,
    DuplicateKeys duplicates,
    OpenDayLimits limits,
    IReadOnlyList<Rollup> wholes,
    UntimedIds untimed
)
{
    private readonly DayAssembler _assembler = new(pool);
    private DaySlice[] _slices = [.. wholes.Select(static whole => new DaySlice(whole, 0))];
    private DayView? _view;

    /// <summary>The visitors who share an event id and were touched since all slices were merged together.</summary>
    private HashSet<ulong> _linked = [];

    /// <summary>The slices, in ascending order of their visitors.</summary>
    public IReadOnlyList<DaySlice> All => _slices;

    /// <summary>The number of the next row.</summary>
    public int Mark { get; private set; }

    /// <summary>Only visitors with a smaller id are kept.</summary>
    public ulong Threshold { get; private set; } = wholes[0].Threshold;

    /// <summary>Repetitions of ids without a timestamp, to be left out.</summary>
    public UntimedIds Untimed { get; set; } = untimed;

    /// <summary>Number of visitors.</summary>
    public int VisitorCount => _slices.Sum(static slice => slice.VisitorCount);

    /// <summary>About how many events there are.</summary>
    public int EventCount => _slices.Sum(static slice => slice.EventCount);

    /// <summary>Approximate memory of the rows in bytes.</summary>
    public long RowsWeight => _slices.Sum(static slice => slice.Weight);

    /// <summary>Approximate memory in bytes.</summary>
    public long Weight => RowsWeight + _assembler.Weight + ((_view?.Slices.Sum(slice => slice.Delta?.EventCount ?? 0L) ?? 0) * 60);

    /// <summary>Returns the slice of a visitor.</summary>
    public DaySlice Of(ulong visitor) => _slices[IndexOf(visitor)];

    /// <summary>Adds rows.</summary>
    /// <param name="incoming">A draft that uses the day's pool.</param>
    public void Append(RollupDraft incoming)
    {
        _view = null;
        for (var fragment = 0; fragment < incoming.FragmentCount; fragment++)
        {
            Of(incoming.Visitors[fragment]).Append(incoming, fragment, Mark++);
        }
    }

    /// <summary>Copies the merged rows of visitors before rows of theirs are added. O(visits).</summary>
    public void Copy(IEnumerable<ulong> visitors)
    {
        foreach (var ofSlice in visitors.GroupBy(IndexOf))
        {
            _slices[ofSlice.Key].Copy(ofSlice.Distinct(), _assembler.Draft);
        }
    }

    /// <summary>
    /// Returns the visitors with events since a mark, and those who share an event id with them; null if it is not known any more who
    /// they are.
    /// </summary>
    public HashSet<ulong>? TouchedSince(int mark)
    {
        if (_slices.Any(slice => mark < slice.Since))
        {
            return null;
        }

        var touched = new HashSet<ulong>();
        Array.ForEach(_slices, slice => slice.AddTouched(touched, mark));
        duplicates.AddLinked(touched);
        return touched;
    }

    /// <summary>
    /// Returns the visitors with events since a mark who may be near an edge: those who were known to be, and those with a new event
    /// there; null if it is not known any more who they are.
    /// </summary>
    /// <param name="mark">The mark.</param>
    /// <param name="until">The last second near the start, in the day.</param>
    /// <param name="from">The first second near the end, in the day.</param>
    /// <param name="known">All visitors who were near an edge before.</param>
    public HashSet<ulong>? NearSince(int mark, long until, long from, HashSet<ulong> known)
    {
        if (TouchedSince(mark) is not { } visitors)
        {
            return null;
        }

        visitors.RemoveWhere(visitor => !known.Contains(visitor));
        Array.ForEach(_slices, slice => slice.AddTouched(visitors, mark, until, from));
        return visitors;
    }

    /// <summary>
    /// Returns the rows of some visitors as of a mark, without the events that count for somebody with whom they share an event id. The
    /// totals tell the events left out only if all of these are among the visitors.
    /// </summary>
    public Rollup Rows(HashSet<ulong> visitors, int mark)
    {
        var others = duplicates.LinkedTo(visitors);
        others.ExceptWith(visitors);
        _assembler.Draft.Clear();
        foreach (var ofSlice in visitors.Concat(others).GroupBy(IndexOf))
        {
            _slices[ofSlice.Key].AddRows(ofSlice, mark, _assembler.Draft);
        }

        var rows = _assembler.Assemble(period, Threshold, Untimed);
        return others.Count == 0 ? rows : EdgeVisitors.Extract(rows, Array.ConvertAll(rows.Columns.Visitors.Value, visitors.Contains));
    }

    /// <summary>Returns all rows in the form that is cheapest now. Until rows are added, every question gets the same.</summary>
    public DayView View() => _view ??= MakeView();

    /// <summary>Merges all rows.</summary>
    public void MergeAll()
    {
        if (_linked.Count > 0 || _slices.Any(slice => slice.WholeMark < Mark))
        {
            _view = null;
            Merge(FindTouched(), Array.ConvertAll(_slices, static _ => true));
        }
    }

    /// <summary>
    /// Leaves out the visitors with ids from a threshold on, or a little below: slices are left out as a whole where that leaves any, and
    /// the others stay as they are.
    /// </summary>
    public void LeaveOut(ulong threshold)
    {
        if (duplicates.HasLinks)
        {
            // An event may count for somebody who is left out.
            MergeAll();
        }

        var ofSlice = Bits == 0 ? ulong.MaxValue : 1UL << (64 - Bits);
        Threshold = threshold < ofSlice ? threshold : threshold / ofSlice * ofSlice;
        if (threshold < ofSlice)
        {
            MergeAll();
            _slices[0] = Part(_slices[0].Whole, VisitorRange.Below(threshold), _assembler);
        }

        _view = null;
        for (var i = 0; i < _slices.Length; i++)
        {
            if (VisitorRange.OfPrefix(Bits, i).First >= Threshold)
            {
                _slices[i] = Part(_slices[i].Whole, VisitorRange.Below(Threshold), _assembler);
            }
            else
            {
                _slices[i].Limit(Threshold);
            }
        }
    }

    /// <summary>Divides the day into slices. What came before is not told apart any more.</summary>
    public void Divide()
    {
        MergeAll();
        var whole = _slices[0].Whole;
        var slices = new DaySlice[1 << limits.SliceBits];
        whole.Columns.InternTexts(pool);
        InParallel(
            Enumerable.Range(0, slices.Length),
            (i, assembler) => slices[i] = Part(whole, VisitorRange.OfPrefix(limits.SliceBits, i), assembler)
        );
        (_slices, _view) = (slices, null);
    }

    /// <summary>
    /// Forgets which rows came when, of the slices that keep the most rows by visitor, and of few at a time unless they are twice too
    /// many: of the older half, or of all where that is not enough.
    /// </summary>
    public void ForgetIfHeavy()
    {
        var max = limits.MaxApartWeight / _slices.Length;
        var heavy = _slices
            .Where(slice => slice.ApartWeight > max)
            .OrderByDescending(static slice => slice.ApartWeight)
            .Where((slice, i) => i < AtATime || slice.ApartWeight > max * 2)
            .ToHashSet();
        if (heavy.Count == 0)
        {
            return;
        }

        _view = null;
        Merge(FindTouched(), Array.ConvertAll(_slices, heavy.Contains));
        foreach (var slice in _slices.Where(heavy.Contains))
        {
            slice.Forget(slice.Half(), duplicates.IsLinked, _assembler.Draft);
            if (slice.ApartWeight > max)
            {
                MergeAll();
                slice.Forget(Mark, static _ => false, _assembler.Draft);
            }
        }
    }

    /// <summary>Number of bits of the visitors' ids that determine the slice; 0 for one slice.</summary>
    private int Bits => _slices.Length == 1 ? 0 : limits.SliceBits;

    /// <summary>Number of slices on which work is done for one question, so that none waits for all.</summary>
    private int AtATime => Math.Max(1, _slices.Length / 8);

    /// <summary>Forgets what scans derived from the merged rows, where all together takes too much memory.</summary>
    public void TrimColumns()
    {
        if (RowsWeight > limits.MaxWeight)
        {
            Array.ForEach(_slices, static slice => slice.ForgetColumns());
        }
    }

    private int IndexOf(ulong visitor) => Bits == 0 ? 0 : (int)(visitor >> (64 - Bits));

    private IEnumerable<ulong> InSlice(HashSet<ulong> visitors, int slice) => visitors.Where(visitor => IndexOf(visitor) == slice);

    /// <summary>Returns a slice with some of the visitors of merged rows.</summary>
    private DaySlice Part(Rollup rows, VisitorRange visitors, DayAssembler assembler)
    {
        var others = Array.ConvertAll(rows.Columns.Visitors.Value, visitor => !visitors.Contains(visitor));
        return new(assembler.Replace(rows.Below(Threshold), others, null), Mark);
    }

    /// <summary>Merges the slices that are due, and returns all rows.</summary>
    private DayView MakeView()
    {
        var touched = FindTouched();
        var due = touched.Due(_slices, AtATime);
        Merge(touched, due);
        var views = new SliceView[_slices.Length];
        ForEachSlice(
            touched,
            static _ => true,
            (i, assembler) =>
            {
                var linked = InSlice(_linked, i);
                var skipped = _slices[i].MaskOf(due[i] ? linked : linked.Concat(touched.BySlice[i]));
                views[i] = new(_slices[i], skipped.Contains(true) ? skipped : null, due[i] ? null : Delta(touched, i, assembler));
            }
        );
        return new(views, _linked.Count == 0 ? null : Rows(_linked, Mark));
    }

    /// <summary>Finds the visitors with events since their slices were merged.</summary>
    private TouchedVisitors FindTouched()
    {
        var bySlice = Array.ConvertAll(
            _slices,
            static slice =>
            {
                var visitors = new HashSet<ulong>();
                slice.AddTouched(visitors, slice.WholeMark);
                return visitors;
            }
        );
        var linked = duplicates.LinkedTo(bySlice.SelectMany(static visitors => visitors));
        linked.UnionWith(_linked);
        Array.ForEach(bySlice, visitors => visitors.ExceptWith(linked));
        return new(bySlice, linked);
    }

    /// <summary>
    /// Merges slices with the rows of their touched visitors. Who loses an event to whom may change with each one that comes, so the
    /// linked visitors are merged only with all slices at a time.
    /// </summary>
    private void Merge(TouchedVisitors touched, bool[] chosen)
    {
        _linked = Array.TrueForAll(chosen, static isChosen => isChosen) ? [] : touched.Linked;
        var linked = touched.Linked.Count > _linked.Count ? Rows(touched.Linked, Mark) : null;
        ForEachSlice(
            touched,
            i => chosen[i],
            (i, assembler) =>
            {
                var replaced = linked is null ? touched.BySlice[i] : touched.BySlice[i].Concat(InSlice(touched.Linked, i));
                var rows = assembler.Replace(_slices[i].Whole, _slices[i].MaskOf(replaced), Delta(touched, i, assembler));
                if (linked is not null && OfSlice(linked, i) is { } linkedRows)
                {
                    rows = assembler.Replace(rows, new bool[rows.VisitorCount], linkedRows);
                }

                _slices[i].Merge(rows, Mark);
            }
        );
    }

    /// <summary>Returns the rows of the touched visitors of a slice, without the linked ones; null without any.</summary>
    private Rollup? Delta(TouchedVisitors touched, int slice, DayAssembler assembler)
    {
        if (touched.BySlice[slice].Count == 0)
        {
            return null;
        }

        assembler.Draft.Clear();
        _slices[slice].AddRows(touched.BySlice[slice], Mark, assembler.Draft);
        return assembler.Assemble(period, Threshold, Untimed);
    }

    /// <summary>Returns the rows of the visitors in a slice; null without any.</summary>
    private Rollup? OfSlice(Rollup rows, int slice)
    {
        var visitors = Array.ConvertAll(rows.Columns.Visitors.Value, visitor => IndexOf(visitor) == slice);
        return visitors.Contains(true) ? EdgeVisitors.Extract(rows, visitors) : null;
    }

    /// <summary>Works on some slices, in parallel if they have many touched visitors.</summary>
    private void ForEachSlice(TouchedVisitors touched, Func<int, bool> isChosen, Action<int, DayAssembler> work)
    {
        var chosen = Enumerable.Range(0, _slices.Length).Where(isChosen).ToList();
        if (chosen.Count == 1 || chosen.Sum(i => touched.BySlice[i].Count) < TouchedVisitors.Many)
        {
            chosen.ForEach(i => work(i, _assembler));
            return;
        }

        InParallel(chosen, work);
    }

    /// <summary>Works on several slices at a time. All texts are in the pool, since the day was divided, so none is added to it.</summary>
    private void InParallel(IEnumerable<int> slices, Action<int, DayAssembler> work) =>
        ParallelWork.ForEach(slices, () => new DayAssembler(pool), work);
}
