using Analytics.Core.Dimensions;
using Analytics.Core.Periods;
using Analytics.Core.Text;

namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// A day, or hours of one, that still grows: its rolled-up part, and the rows that arrived since, by visitor. The counters of a question
/// are cached and later corrected for the visitors with new events only, so that repeating a question costs in proportion to the new
/// events, not to the day. Not thread-safe.
/// </summary>
/// <remarks>
/// <code>
/// whole, merged at mark 0   A: /a /b      B: /a         C: /c
/// rows that arrived         0: A /d       1: D /a       2: A /e
/// a question, by page       at mark 1     /a 2, /b 1, /c 1, /d 1
/// repeated at mark 3        visitors of rows 1 and 2 are A and D
///                           at mark 1     A: /a /b /d                   is subtracted
///                           at mark 3     A: /a /b /d /e    D: /a       is added
/// </code>
/// At a visitor's first new event, the visitor's rows are copied from the whole to the new rows. Marks are numbers of rows, and rows
/// never change, so the state at an earlier mark needs no copy. A new question counts the whole without the visitors touched since it was
/// merged, and counts these from their rows; the whole is merged again once they are more than a quarter.
/// </remarks>
internal sealed class OpenDay
{
    private const int FewVisitors = 1024;

    /// <summary>Maximum number of events for which the buffers of a merge are kept for the next one.</summary>
    private const int MaxKeptEvents = 16_384;

    private const long MaxLiveWeight = 64 * 1024 * 1024;
    private static long _lastId;

    private readonly TextPool _pool = new();
    private readonly DisjointMerge _merge;
    private RollupAssembler _assembler = new();
    private RollupDraft _incoming;
    private RollupDraft _taken;
    private readonly DuplicateKeys _duplicates = new();
    private readonly Dictionary<int, (Rollup Before, Rollup Now)> _changes = [];
    private readonly DayTotals _totals;
    private List<(ulong Visitor, ulong Other)> _otherIdsOfWhole;
    private readonly HashSet<int> _names = [];
    private readonly HashSet<int> _propertyKeys = [];
    private readonly long _maxLiveWeight;
    private readonly SamplingLimits _limits;
    private UntimedIds _untimed;
    private DayRows _live = new();
    private DayRows _copied = new();
    private Rollup _whole;
    private DayView? _view;
    private int _wholeMark;
    private int _visitorCount;
    private int _eventCount;
    private int _stamp;

    /// <param name="start">The first second, Unix time.</param>
    /// <param name="end">The end, exclusive.</param>
    /// <param name="stored">Its rolled-up parts.</param>
    /// <param name="untimed">Repetitions of ids without a timestamp, to be left out.</param>
    /// <param name="rows">The rows of the rolled-up parts: the parts themselves or their segments.</param>
    /// <param name="threshold">Only visitors with a smaller id are kept, of whom all rows are given.</param>
    /// <param name="limits">Sizes beyond which visitors are left out.</param>
    /// <param name="maxLiveWeight">
    /// Maximum bytes of the rows that arrived: beyond it they are merged into the whole, and counters cached before become invalid.
    /// </param>
    public OpenDay(
        long start,
        long end,
        IReadOnlyList<IRollupPart> stored,
        UntimedIds untimed,
        IReadOnlyList<IRollupPart> rows,
        ulong threshold = ulong.MaxValue,
        SamplingLimits? limits = null,
        long maxLiveWeight = MaxLiveWeight
    )
    {
        (_untimed, _maxLiveWeight, _limits) = (untimed, maxLiveWeight, limits ?? SamplingLimits.OfOpenDay);
        (Start, End) = (start, end);
        (_incoming, _taken, _merge) = (new(_pool), new(_pool), new(_pool));
        var period = RollupPeriod.Of(RollupTier.Day, start);
        var merged = new RollupMerger().Merge(
            period,
            rows,
            new()
            {
                Limits = _limits,
                Threshold = threshold,
                Untimed = untimed,
                Sums = PartSums.None(Rollup.CurrentLogicVersion),
            }
        );
        _totals = new(merged, stored);

        // Lazy columns would be decoded as a whole for each visitor that is copied.
        _whole = merged.Columns.Reopen is null ? merged : EdgeVisitors.Extract(merged, [.. Enumerable.Repeat(true, merged.VisitorCount)]);
        (Threshold, _visitorCount, _eventCount) = (_whole.Threshold, _whole.VisitorCount, _whole.EventCount);
        _otherIdsOfWhole = EdgeVisitors.OtherIds(_whole);
        _names.UnionWith(NumbersOf(_whole.Columns.EventTexts[(int)EventDimension.Name].Value.Texts));
        _propertyKeys.UnionWith(_whole.Columns.Properties.Select(property => _pool.Intern(property.Key)));
    }

    public long Start { get; }

    public long End { get; }

    /// <summary>Identifies the day; changes when cached counters become invalid.</summary>
    public long Id { get; private set; } = Interlocked.Increment(ref _lastId);

    /// <summary>Identifies the exact content.</summary>
    public string Identity => $"open{Id}@{_stamp}";

    /// <summary>The number of the next row.</summary>
    public int Mark => _live.Count;

    /// <summary>Only visitors with a smaller id are kept. It is reduced by an eighth as often as the day exceeds the limits.</summary>
    public ulong Threshold { get; private set; }

    /// <summary>Totals by hour, or of longer rolled-up periods.</summary>
    public IReadOnlyList<PeriodTotals> Totals => _totals.Parts;

    /// <summary>Corrections of the totals for duplicates in different parts, by second.</summary>
    public IReadOnlyList<(long Second, TotalsSlot Counts)> Corrections => _totals.Corrections;

    /// <summary>The visitors with a second id, and that id; see <see cref="EdgeVisit"/>.</summary>
    public IEnumerable<(ulong Visitor, ulong Other)> OtherIds => _otherIdsOfWhole.Concat(_live.OtherIds);

    /// <summary>Approximate memory in bytes.</summary>
    public long Weight =>
        10_000
        + (_whole.EventCount * 20L)
        + (_whole.VisitCount * 76L)
        + (_whole.VisitorCount * 12L)
        + _live.Weight
        + _copied.Weight
        + _incoming.Weight
        + _taken.Weight
        + _duplicates.Weight
        + _pool.ByteCount
        + (_pool.Count * 20L)
        + (_changes.Values.Sum(change => change.Before.EventCount + change.Now.EventCount) + (_view?.Delta?.EventCount ?? 0)) * 60L;

    private RollupPeriod Period => _whole.Period;

    // Beyond these limits, the names and keys that stay depend on all rows, so a visitor's rows cannot be corrected separately.
    private bool ExceedsDistinctLimits => _names.Count > DistinctLimits.Names || _propertyKeys.Count > DistinctLimits.PropertyKeys;

    /// <summary>Sets the repetitions to leave out of the following rows.</summary>
    /// <returns>
    /// False if existing rows are affected: a counted event must be left out, or an event left out must be counted.
    /// </returns>
    public bool TrySetUntimed(UntimedIds untimed)
    {
        if (ReferenceEquals(untimed, _untimed))
        {
            return true;
        }

        var (before, now) = (_untimed.Between(Start, End), untimed.Between(Start, End));
        if (!before.IsSubsetOf(now))
        {
            return false;
        }

        now.ExceptWith(before);
        _untimed = untimed;
        return now.Count == 0 || !_duplicates.Any(now, Period.Start, _live, _whole);
    }

    /// <summary>Leaves out visitors before so many events of all visitors are added that the day would outgrow its limits.</summary>
    public void MakeRoom(long events)
    {
        if (_limits.ThresholdFor(_eventCount, Threshold, events) is var threshold && threshold < Threshold)
        {
            StartOver(threshold);
        }
    }

    /// <summary>Adds live blocks.</summary>
    public void Append(IReadOnlyList<IRollupPart> parts)
    {
        if (parts.Count == 0)
        {
            return;
        }

        _stamp++;
        _view = null;
        _changes.Clear();
        _incoming.Clear();
        foreach (var part in parts)
        {
            part.AddTo(_incoming, (int)(part.Period.Start - Period.Start), VisitorRange.Below(Threshold));
            _totals.Add(part);
        }

        _names.UnionWith(_incoming.Names.AsSpan(0, _incoming.EventCount).ToArray());
        _propertyKeys.UnionWith(_incoming.Properties.Select(property => property.Key));
        var visitors = _incoming.Visitors.AsSpan(0, _incoming.FragmentCount).ToArray().ToHashSet();
        var repeated = _duplicates.Add(_incoming, Period.Start, _untimed, _live, _whole);
        _duplicates.AddLinked(repeated);
        _visitorCount += visitors.Count(visitor => !_live.Contains(visitor) && !_copied.Contains(visitor) && IndexOf(visitor) < 0);
        _eventCount += _incoming.EventCount;
        Copy(visitors.Concat(repeated));
        var before = repeated.Count > 0 ? Rows(repeated, Mark) : null;
        _live.Append(_incoming);
        if (before is not null)
        {
            _totals.Correct(before.Totals, Rows(repeated, Mark).Totals);
        }

        if (_incoming.EventCount > MaxKeptEvents)
        {
            _incoming = new(_pool);
        }

        if (_live.Weight + _copied.Weight > _maxLiveWeight)
        {
            StartOver(Threshold);
        }

        while (_visitorCount > _limits.MaxVisitors || _eventCount > _limits.MaxEvents)
        {
            StartOver(Threshold - (Threshold / 8));
        }
    }

    /// <summary>
    /// Returns the rows of the visitors with events since a mark, as of that mark and as of now; null if they are so many that counting
    /// everything is faster.
    /// </summary>
    public (Rollup Before, Rollup Now)? ChangesSince(int mark)
    {
        if (ExceedsDistinctLimits && mark < Mark)
        {
            return null;
        }

        if (!_changes.TryGetValue(mark, out var change))
        {
            var touched = TouchedSince(mark);
            if (touched.Count > Math.Max(FewVisitors, _visitorCount / 4))
            {
                return null;
            }

            _changes[mark] = change = (Rows(touched, mark), Rows(touched, Mark));
        }

        return change;
    }

    /// <summary>
    /// Returns the rows of some visitors as of a mark. O(rows of the visitors), plus O(visits of the day) if any of them has no rows since
    /// the whole was merged.
    /// </summary>
    public Rollup Rows(IEnumerable<ulong> visitors, int mark)
    {
        _taken.Clear();
        bool[]? ofWhole = null;
        foreach (var visitor in visitors)
        {
            if (_live.Contains(visitor) || _copied.Contains(visitor))
            {
                _copied.CopyTo(_taken, visitor, int.MaxValue);
                _live.CopyTo(_taken, visitor, mark);
            }
            else if (IndexOf(visitor) is >= 0 and var index)
            {
                (ofWhole ??= new bool[_whole.VisitorCount])[index] = true;
            }
        }

        if (ofWhole is not null)
        {
            RollupUnpacker.AddTo(_taken, _whole, 0, VisitorRange.All, ofWhole);
        }

        return Assemble();
    }

    /// <summary>Returns all rows in the form that is cheapest now. Until rows are added, every question gets the same.</summary>
    public DayView View() => _view ??= MakeView();

    /// <summary>Returns all rows in one rollup.</summary>
    public Rollup Whole()
    {
        var touched = TouchedSince(_wholeMark);
        if (touched.Count > 0)
        {
            MergeTouched(touched);
        }

        return _whole;
    }

    private DayView MakeView()
    {
        var touched = TouchedSince(_wholeMark);
        if (touched.Count == 0 || ExceedsDistinctLimits || touched.Count > _whole.VisitorCount / 4)
        {
            return new(Whole(), null, null);
        }

        return new(_whole, MaskOf(touched), _changes.TryGetValue(_wholeMark, out var change) ? change.Now : Rows(touched, Mark));
    }

    private void MergeTouched(HashSet<ulong> touched)
    {
        _view = null;
        var below = VisitorRange.Below(Threshold);
        var taken = Array.ConvertAll(_whole.Columns.Visitors.Value, visitor => below.Contains(visitor) && !touched.Contains(visitor));

        // Above the limits, which names and keys are kept depends on all rows, so all are assembled again.
        _whole = ExceedsDistinctLimits ? AssembleAll(taken, touched) : _merge.Merge(_whole, taken, Rows(touched, Mark));
        _wholeMark = Mark;
        if (_taken.EventCount > MaxKeptEvents)
        {
            (_taken, _assembler) = (new(_pool), new());
        }
    }

    private Rollup AssembleAll(bool[] taken, HashSet<ulong> touched)
    {
        _taken.Clear();
        _taken.Reserve(_whole.VisitCount + touched.Count, _eventCount);
        RollupUnpacker.AddTo(_taken, _whole, 0, VisitorRange.All, taken);
        foreach (var visitor in touched)
        {
            _copied.CopyTo(_taken, visitor, int.MaxValue);
            _live.CopyTo(_taken, visitor, Mark);
        }

        return Assemble();
    }

    /// <summary>Merges all rows with ids below a threshold. Counters cached before become invalid.</summary>
    private void StartOver(ulong threshold)
    {
        Threshold = threshold;
        MergeTouched(TouchedSince(_wholeMark));
        (_live, _copied, _wholeMark) = (new(), new(), 0);
        (_visitorCount, _eventCount) = (_whole.VisitorCount, _whole.EventCount);
        _otherIdsOfWhole = EdgeVisitors.OtherIds(_whole);
        Id = Interlocked.Increment(ref _lastId);
    }

    /// <summary>Copies the rows of visitors without earlier events since the merge, so that all their rows are together.</summary>
    private void Copy(IEnumerable<ulong> visitors)
    {
        bool[]? mask = null;
        foreach (var visitor in visitors)
        {
            if (!_live.Contains(visitor) && !_copied.Contains(visitor) && IndexOf(visitor) is >= 0 and var index)
            {
                (mask ??= new bool[_whole.VisitorCount])[index] = true;
            }
        }

        if (mask is not null)
        {
            _taken.Clear();
            RollupUnpacker.AddTo(_taken, _whole, 0, VisitorRange.All, mask);
            _copied.Append(_taken);
        }
    }

    private IEnumerable<int> NumbersOf(Utf8Texts texts) => Enumerable.Range(0, texts.Count).Select(i => _pool.Intern(texts[i]));

    private HashSet<ulong> TouchedSince(int mark)
    {
        var touched = new HashSet<ulong>();
        for (var fragment = mark; fragment < Mark; fragment++)
        {
            touched.Add(_live.VisitorOf(fragment));
        }

        _duplicates.AddLinked(touched);
        return touched;
    }

    private bool[] MaskOf(HashSet<ulong> visitors)
    {
        var mask = new bool[_whole.VisitorCount];
        foreach (var visitor in visitors)
        {
            if (IndexOf(visitor) is >= 0 and var index)
            {
                mask[index] = true;
            }
        }

        return mask;
    }

    private int IndexOf(ulong visitor) => Array.BinarySearch(_whole.Columns.Visitors.Value, visitor);

    private Rollup Assemble() => _assembler.Assemble(_taken, Period, Threshold, new MergeRules { Untimed = _untimed });
}
