using Analytics.Core.Periods;
using Analytics.Core.Text;

namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// A day, or hours of one, that still grows: its rolled-up part, and the rows that arrived since, by visitor. The counters of a question
/// are cached and later corrected for the visitors with new events only, so that repeating a question costs in proportion to the new
/// events, not to the day. A large day is divided into slices by visitor, which are merged in turn and counted in parallel. Not
/// thread-safe.
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
/// merged, and counts these from their rows; a slice is merged again once they are more than an eighth of it, a few slices for each
/// question, so that none waits for all. Visitors who share an event id are put together across slices, because only one of the events
/// counts.
/// </remarks>
internal sealed class OpenDay
{
    /// <summary>Maximum number of events for which the buffer of new rows is kept for the next ones.</summary>
    private const int MaxKeptEvents = 16_384;

    private static long _lastId;

    private readonly TextPool _pool = new();
    private readonly DuplicateKeys _duplicates;
    private readonly DaySlices _slices;
    private readonly Dictionary<int, (Rollup Before, Rollup Now)> _changes = [];
    private readonly DayTotals _totals;
    private readonly OpenDayLimits _limits;
    private readonly RollupPeriod _period;
    private int _stamp;
    private RollupDraft _incoming;

    /// <param name="start">The first second, Unix time.</param>
    /// <param name="end">The end, exclusive.</param>
    /// <param name="stored">Its rolled-up parts.</param>
    /// <param name="live">The live blocks to begin with.</param>
    /// <param name="merged">The rows of both, by <see cref="DayMerge"/>.</param>
    /// <param name="untimed">Repetitions of ids without a timestamp, which these rows lack.</param>
    /// <param name="limits">Sizes; null for the defaults.</param>
    public OpenDay(
        long start,
        long end,
        IReadOnlyList<IRollupPart> stored,
        IReadOnlyList<IRollupPart> live,
        MergedDay merged,
        UntimedIds untimed,
        OpenDayLimits? limits = null
    )
    {
        (Start, End, _limits) = (start, end, limits ?? new());
        _period = RollupPeriod.Of(RollupTier.Day, start);
        _incoming = new(_pool);

        // Work on several slices in parallel must find all texts in the pool.
        foreach (var text in (string[])[VisitRules.Pageview, VisitRules.Engagement])
        {
            _pool.Intern(text);
        }

        _totals = new(_period, stored);
        foreach (var rows in merged.Slices)
        {
            _totals.Correct(new(), rows.Totals);
            if (merged.Slices.Count > 1)
            {
                rows.Columns.InternTexts(_pool);
            }
        }

        foreach (var part in live)
        {
            _totals.Add(part);
        }

        _duplicates = new(merged.Keys);
        _slices = new(_period, _pool, _duplicates, _limits, merged.Slices, untimed);
        LeaveOutBeyondLimits();
        DivideIfLarge();
    }

    public long Start { get; }

    public long End { get; }

    /// <summary>Identifies the day; changes when all cached counters become invalid.</summary>
    public long Id { get; private set; } = Interlocked.Increment(ref _lastId);

    /// <summary>Identifies the exact content.</summary>
    public string Identity => $"open{Id}@{_stamp}";

    /// <summary>The number of the next row.</summary>
    public int Mark => _slices.Mark;

    /// <summary>Only visitors with a smaller id are kept. It is reduced by an eighth as often as the day exceeds the limits.</summary>
    public ulong Threshold => _slices.Threshold;

    /// <summary>The numbering of texts for scans of the rows.</summary>
    public SiteTexts Texts { get; } = new();

    /// <summary>Totals by hour, or of longer rolled-up periods.</summary>
    public IReadOnlyList<PeriodTotals> Totals => _totals.Parts;

    /// <summary>Corrections of the totals for duplicates in different parts, by second.</summary>
    public IReadOnlyList<(long Second, TotalsSlot Counts)> Corrections => _totals.Corrections;

    /// <summary>The visitors with a second id, and that id; see <see cref="EdgeVisit"/>.</summary>
    public IEnumerable<(ulong Visitor, ulong Other)> OtherIds => _slices.All.SelectMany(static slice => slice.OtherIds);

    /// <summary>Approximate memory in bytes.</summary>
    public long Weight =>
        10_000
        + _slices.Weight
        + Texts.Weight
        + _incoming.Weight
        + _duplicates.Weight
        + _pool.ByteCount
        + (_pool.Count * 20L)
        + (_changes.Values.Sum(change => change.Before.EventCount + change.Now.EventCount) * 60L);

    /// <summary>Sets the repetitions to leave out of the following rows.</summary>
    /// <returns>
    /// False if existing rows are affected: a counted event must be left out, or an event left out must be counted.
    /// </returns>
    public bool TrySetUntimed(UntimedIds untimed)
    {
        if (ReferenceEquals(untimed, _slices.Untimed))
        {
            return true;
        }

        var (before, now) = (_slices.Untimed.Between(Start, End), untimed.Between(Start, End));
        if (!before.IsSubsetOf(now))
        {
            return false;
        }

        now.ExceptWith(before);
        _slices.Untimed = untimed;
        return now.Count == 0 || !_duplicates.Any(now, _period.Start, _slices.All);
    }

    /// <summary>Leaves out visitors before so many events of all visitors are added that the day would outgrow its limits.</summary>
    public void MakeRoom(long events)
    {
        if (_limits.Sampling.ThresholdFor(_slices.EventCount, Threshold, events) is var threshold && threshold < Threshold)
        {
            LeaveOut(threshold);
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
        _changes.Clear();
        _incoming.Clear();
        foreach (var part in parts)
        {
            part.AddTo(_incoming, (int)(part.Period.Start - _period.Start), VisitorRange.Below(Threshold));
            _totals.Add(part);
        }

        var visitors = _incoming.Visitors.AsSpan(0, _incoming.FragmentCount).ToArray().ToHashSet();
        var repeated = _duplicates.Add(_incoming, _period.Start, _slices.Untimed, _slices.All);
        _duplicates.AddLinked(repeated);
        _slices.Copy(visitors.Concat(repeated));
        var before = repeated.Count > 0 ? _slices.Rows(repeated, Mark) : null;
        _slices.Append(_incoming);
        if (before is not null)
        {
            _totals.Correct(before.Totals, _slices.Rows(repeated, Mark).Totals);
        }

        if (_incoming.EventCount > MaxKeptEvents)
        {
            _incoming = new(_pool);
        }

        _slices.ForgetIfHeavy();
        LeaveOutBeyondLimits();
        DivideIfLarge();
    }

    /// <summary>
    /// Returns the rows of the visitors with events since a mark, as of that mark and as of now; null if they are so many that counting
    /// everything is faster, or if it is not known any more what came since.
    /// </summary>
    public (Rollup Before, Rollup Now)? ChangesSince(int mark)
    {
        if (!_changes.TryGetValue(mark, out var change))
        {
            if (_slices.TouchedSince(mark) is not { } touched || touched.Count > Math.Max(_limits.FewVisitors, _slices.VisitorCount / 4))
            {
                return null;
            }

            _changes[mark] = change = (Rows(touched, mark), Rows(touched, Mark));
        }

        return change;
    }

    /// <summary>
    /// Returns the rows of some visitors as of a mark. O(rows of the visitors), plus O(visits of a slice) if any of its visitors has no
    /// rows that are kept by visitor.
    /// </summary>
    public Rollup Rows(HashSet<ulong> visitors, int mark) => _slices.Rows(visitors, mark);

    /// <summary>Returns the visitors with an event within 30 minutes of one of two seconds. O(visits).</summary>
    public HashSet<ulong> Near(long? start, long? end)
    {
        var view = View();
        var near = new HashSet<ulong>();
        foreach (var (slice, touched, delta) in view.Slices)
        {
            EdgeVisitors.AddMarked(near, slice.Whole, slice.Near(start, end), touched);
            Add(delta);
        }

        Add(view.Linked);
        return near;

        void Add(Rollup? rows)
        {
            if (rows is not null)
            {
                EdgeVisitors.AddMarked(near, rows, PeriodEdges.Near(rows, start, end));
            }
        }
    }

    /// <summary>
    /// Returns the visitors with events since a mark who may be near one of two seconds; null if it is not known any more who they are.
    /// O(events since the mark).
    /// </summary>
    /// <param name="mark">The mark.</param>
    /// <param name="start">The earlier second, Unix time; null for none.</param>
    /// <param name="end">The later second, exclusive; null for none.</param>
    /// <param name="known">All visitors who were near one of them before.</param>
    public HashSet<ulong>? NearSince(int mark, long? start, long? end, HashSet<ulong> known)
    {
        var (until, from) = PeriodEdges.Limits(start, end, _period.Start);
        return _slices.NearSince(mark, until, from, known);
    }

    /// <summary>Returns all rows in the form that is cheapest now. Until rows are added, every question gets the same.</summary>
    public DayView View() => _slices.View();

    /// <summary>Returns all rows, merged, in rollups of ascending ranges of visitors.</summary>
    public IReadOnlyList<Rollup> Wholes()
    {
        _slices.MergeAll();
        return [.. _slices.All.Select(static slice => slice.Whole)];
    }

    /// <inheritdoc cref="DaySlices.TrimColumns"/>
    public void TrimColumns() => _slices.TrimColumns();

    /// <summary>Leaves out the visitors with ids from a threshold on. Counters cached before become invalid.</summary>
    private void LeaveOut(ulong threshold)
    {
        _slices.LeaveOut(threshold);
        _changes.Clear();
        Id = Interlocked.Increment(ref _lastId);
    }

    private void LeaveOutBeyondLimits()
    {
        while (
            _slices.EventCount > 0
            && (
                _slices.VisitorCount > _limits.Sampling.MaxVisitors
                || _slices.EventCount > _limits.Sampling.MaxEvents
                || _slices.RowsWeight > _limits.MaxWeight
            )
        )
        {
            LeaveOut(Threshold - (Threshold / 8));
        }
    }

    private void DivideIfLarge()
    {
        if (_slices.All.Count == 1 && _slices.EventCount > _limits.SlicedFrom)
        {
            _slices.Divide();
        }
    }
}
