using System.Runtime.CompilerServices;
using Analytics.Core.Columns;
using Analytics.Core.Periods;

namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// Facts of a segment that every scan needs: its visitors, their visits, and the properties of a visit that follow from its events.
/// Derived once. Immutable; thread-safe. Seconds count from <see cref="Start"/>.
/// </summary>
internal sealed class SegmentFacts
{
    private readonly bool _hasEngagement;
    private readonly VisitCounts _counts;
    private Bitmap? _bounces;
    private Bitmap? _countedRows;
    private Bitmap? _pageviews;
    private Bitmap? _rows;
    private VisitTimes? _times;
    private bool _hasNames;

    /// <param name="rollup">The rows, with at least the columns of visitors and of the events of visits.</param>
    /// <param name="start">The first possible second of an event, Unix time.</param>
    /// <param name="end">The end of the possible seconds, exclusive, Unix time.</param>
    public SegmentFacts(Rollup rollup, long start, long end)
    {
        var columns = rollup.Columns;
        (Start, Threshold, Fraction) = (rollup.Period.Start, rollup.Threshold, rollup.SampledFraction);
        (Period, Totals) = (rollup.Period, rollup.Totals);
        Visitors = columns.Visitors.Value;
        FirstVisits = columns.FirstVisits();
        FirstRows = columns.FirstEvents();
        HasLastingVisitors = HasLasting(Visitors);
        _counts = columns.VisitCounts();
        Visits = Bitmap.Rent(VisitCount, true);
        RemoveEmpty(Visits);
        (MinSecond, MaxSecond) = ((int)Math.Max(0, start - Start), (int)Math.Min(int.MaxValue, end - 1 - Start));
        (MinRowSecond, MaxRowSecond) = (MinSecond, MaxSecond);
        _hasEngagement = _counts.Events is not null;
    }

    /// <summary>True if the times of visits are loaded; until then the whole range of possible seconds stands for them.</summary>
    public bool HasTimes => _times is not null;

    /// <summary>True if everything about single events is loaded.</summary>
    public bool HasRows => _hasNames || (!_hasEngagement && _counts.Others is null);

    /// <summary>The second that the segment's seconds count from, Unix time.</summary>
    public long Start { get; }

    /// <summary>The period of the rows.</summary>
    public RollupPeriod Period { get; }

    /// <summary>The totals of the rows.</summary>
    public Totals Totals { get; }

    /// <summary>Only visitors with a smaller id are here; <see cref="ulong.MaxValue"/> means all.</summary>
    public ulong Threshold { get; }

    /// <summary>Fraction of the visitors that is here.</summary>
    public double Fraction { get; }

    public int VisitCount => FirstRows.Length - 1;

    public int EventCount => FirstRows[^1];

    /// <summary>Visitor ids, ascending.</summary>
    public ulong[] Visitors { get; }

    /// <summary>True if any visitor has a permanent id.</summary>
    public bool HasLastingVisitors { get; }

    /// <summary>Index of each visitor's first visit, and one more entry for the end.</summary>
    public int[] FirstVisits { get; }

    /// <summary>Index of each visit's first event, and one more entry for the end.</summary>
    public int[] FirstRows { get; }

    /// <summary>
    /// The second of each visit's first event other than engagement; −1 if there is none, so that it is no visit. Needs
    /// <see cref="HasTimes"/>.
    /// </summary>
    public int[] Starts => Times.Starts;

    /// <summary>The second of each visit's last event other than engagement. Needs <see cref="HasTimes"/>.</summary>
    public int[] Ends => Times.Ends;

    /// <summary>The earliest second of all events, engagement included.</summary>
    public int MinRowSecond { get; private set; }

    /// <summary>The latest second of all events, engagement included.</summary>
    public int MaxRowSecond { get; private set; }

    /// <summary>The earliest of <see cref="Starts"/>; 0 without visits.</summary>
    public int MinSecond { get; private set; }

    /// <summary>The latest of <see cref="Ends"/>.</summary>
    public int MaxSecond { get; private set; }

    /// <summary>The visits with an event other than engagement. Read-only.</summary>
    public Bitmap Visits { get; }

    /// <summary>The visits with at most one event that counts against a bounce; derived on first use. Read-only.</summary>
    public Bitmap Bounces => Volatile.Read(ref _bounces) ?? (_bounces = ReadBounces());

    /// <summary>The events that are pageviews; null if all are. Read-only. Needs <see cref="HasRows"/>.</summary>
    public Bitmap? Pageviews => RequireRows(_pageviews);

    /// <summary>The events of <see cref="Visits"/> without engagement. Read-only. Needs <see cref="HasRows"/>.</summary>
    public Bitmap Rows => Volatile.Read(ref _rows) ?? (_rows = RowsOf(Visits));

    /// <summary>The events without engagement; null if there is no engagement. Read-only. Needs <see cref="HasRows"/>.</summary>
    public Bitmap? Counted => RequireRows(_countedRows);

    /// <summary>Number of events of each visit without engagement; null if there is no engagement.</summary>
    public CodeColumn? EventsOfVisit => _counts.Events;

    /// <summary>Number of events of each visit that are neither pageviews nor engagement; null if there are none.</summary>
    public CodeColumn? OthersOfVisit => _counts.Others;

    private VisitTimes Times => _times ?? throw new InvalidOperationException("The times of the segment's visits are not read.");

    /// <summary>Approximate memory in bytes.</summary>
    public long Weight =>
        1000
        + (Visitors.Length * 12L)
        + (VisitCount * (HasTimes ? 12L : 4L))
        + (Totals.Slots.Count * 100L)
        + (VisitCount / 4)
        + (EventCount / 2)
        + (_counts.Events?.Weight ?? 0)
        + (_counts.Others?.Weight ?? 0)
        + (_counts.Exempt?.Weight ?? 0);

    /// <summary>Returns the number of events of a visit without engagement.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int EventsOf(int visit) => _counts.Events is { } events ? events[visit] : FirstRows[visit + 1] - FirstRows[visit];

    /// <summary>Reads the times of visits. Only one thread may call it at a time.</summary>
    public void ReadTimes(RollupColumns columns)
    {
        if (HasTimes)
        {
            return;
        }

        var times = columns.VisitTimes();
        var (min, max) = (int.MaxValue, 0);
        for (var visit = 0; visit < times.Starts.Length; visit++)
        {
            min = times.Starts[visit] < 0 ? min : Math.Min(min, times.Starts[visit]);
            max = Math.Max(max, times.Ends[visit]);
        }

        (MinSecond, MaxSecond) = (Math.Min(min, max), max);
        (MinRowSecond, MaxRowSecond) = _hasEngagement
            ? (Math.Min(MinSecond, times.MinRow), Math.Max(MaxSecond, times.MaxRow))
            : (MinSecond, MaxSecond);
        Volatile.Write(ref _times, times);
    }

    /// <summary>Reads the names of events. Only one thread may call it at a time.</summary>
    public void ReadRows(TextColumn names)
    {
        if (HasRows)
        {
            return;
        }

        _pageviews = _counts.Others is not null ? RowsOf(names, IndexOf(names, VisitRules.Pageview)) : null;
        if (_hasEngagement)
        {
            var counted = RowsOf(names, IndexOf(names, VisitRules.Engagement));
            counted.Not();
            _countedRows = counted;
        }

        _hasNames = true;
    }

    /// <summary>Returns the first visit and the end of the visits of the visitors in a range of ids.</summary>
    public (int First, int End) VisitsOf(VisitorRange visitors)
    {
        var (first, end) = VisitorsOf(visitors);
        return (FirstVisits[first], FirstVisits[end]);
    }

    /// <summary>Returns the first index and the end of the visitors in a range of ids.</summary>
    public (int First, int End) VisitorsOf(VisitorRange visitors) =>
        (IndexOf(visitors.First), visitors.Last == ulong.MaxValue ? Visitors.Length : IndexOf(visitors.Last + 1));

    /// <summary>Removes from a selection the visits of visitors outside of a range of ids.</summary>
    /// <returns>True if the segment has such visitors.</returns>
    public bool Keep(VisitorRange visitors, Bitmap visits)
    {
        var (first, end) = VisitsOf(visitors);
        if (first == 0 && end == VisitCount)
        {
            return false;
        }

        using var kept = Bitmap.Rent(VisitCount);
        kept.SetRange(first, end);
        visits.And(kept);
        return true;
    }

    /// <summary>Removes the visits of some visitors from a selection.</summary>
    /// <param name="visitors">The ids of the visitors, ascending; ids that are not here are ignored.</param>
    /// <param name="visits">The selection.</param>
    public void Remove(IReadOnlyList<ulong> visitors, Bitmap visits)
    {
        var from = 0;
        for (var i = 0; i < visitors.Count && from < Visitors.Length; i++)
        {
            var index = Array.BinarySearch(Visitors, from, Visitors.Length - from, visitors[i]);
            from = index < 0 ? ~index : index + 1;
            for (var visit = index < 0 ? 0 : FirstVisits[index]; index >= 0 && visit < FirstVisits[index + 1]; visit++)
            {
                visits[visit] = false;
            }
        }
    }

    /// <summary>Returns the first pageview of a visit; −1 without any.</summary>
    public int FirstPageview(int visit)
    {
        var (from, to) = (FirstRows[visit], FirstRows[visit + 1]);
        if (Pageviews is null)
        {
            return from < to ? from : -1;
        }

        var row = Pageviews.NextSet(from);
        return row < to ? row : -1;
    }

    /// <summary>Returns the last pageview of a visit; −1 without any.</summary>
    public int LastPageview(int visit)
    {
        for (var row = FirstRows[visit + 1] - 1; row >= FirstRows[visit]; row--)
        {
            if (Pageviews is null || Pageviews[row])
            {
                return row;
            }
        }

        return -1;
    }

    /// <summary>Returns the events of some visits without engagement.</summary>
    public Bitmap RowsOf(Bitmap visits)
    {
        var rows = AllRowsOf(visits);
        if (RequireRows(_countedRows) is { } counted)
        {
            rows.And(counted);
        }

        return rows;
    }

    /// <summary>Returns the engagement events of some visits. One before the first other event belongs to no visit.</summary>
    public Bitmap EngagementOf(Bitmap visits)
    {
        if (RequireRows(_countedRows) is not { } counted)
        {
            return Bitmap.Rent(EventCount);
        }

        var rows = Bitmap.Rent(EventCount);
        foreach (var visit in visits)
        {
            if (counted.NextSet(FirstRows[visit]) is >= 0 and var first && first < FirstRows[visit + 1])
            {
                rows.SetRange(first, FirstRows[visit + 1]);
            }
        }

        rows.AndNot(counted);
        return rows;
    }

    /// <summary>Returns the visits that have any of some events.</summary>
    public Bitmap VisitsOf(Bitmap rows)
    {
        var visits = Bitmap.Rent(VisitCount);
        var visit = 0;
        for (var row = rows.NextSet(0); row >= 0; row = rows.NextSet(FirstRows[visit]))
        {
            while (FirstRows[visit + 1] <= row)
            {
                visit++;
            }

            visits[visit++] = true;
        }

        return visits;
    }

    /// <summary>Returns all events of some visits.</summary>
    public Bitmap AllRowsOf(Bitmap visits)
    {
        var rows = Bitmap.Rent(EventCount);
        var (from, to) = (0, 0);
        foreach (var visit in visits)
        {
            if (FirstRows[visit] != to)
            {
                rows.SetRange(from, to);
                from = FirstRows[visit];
            }

            to = FirstRows[visit + 1];
        }

        rows.SetRange(from, to);
        return rows;
    }

    /// <summary>Returns the index of the first visitor with at least a given id.</summary>
    private int IndexOf(ulong visitor)
    {
        var index = Array.BinarySearch(Visitors, visitor);
        return index >= 0 ? index : ~index;
    }

    private static int IndexOf(TextColumn names, string name)
    {
        for (var i = 0; i < names.Texts.Count; i++)
        {
            if (names.Texts.GetString(i) == name)
            {
                return i;
            }
        }

        return -1;
    }

    private Bitmap RowsOf(TextColumn names, int code)
    {
        var rows = Bitmap.Rent(EventCount);
        if (code >= 0 && EventCount > 0)
        {
            var codes = names.Narrow(EventCount);
            var wanted = new byte[Math.Max(code + 1, codes.CodeCount)];
            wanted[code] = 1;
            codes.Where(wanted, rows);
        }

        return rows;
    }

    private Bitmap? RequireRows(Bitmap? rows) =>
        HasRows ? rows : throw new InvalidOperationException("The names of the segment's events are not read.");

    private static bool HasLasting(ulong[] visitors)
    {
        foreach (var visitor in visitors)
        {
            if ((visitor & 1) != 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Removes the visits that have only engagement.</summary>
    private void RemoveEmpty(Bitmap visits)
    {
        for (var visit = 0; _counts.Events is not null && visit < VisitCount; visit++)
        {
            if (_counts.Events[visit] == 0)
            {
                visits[visit] = false;
            }
        }
    }

    private Bitmap ReadBounces()
    {
        var bounces = Bitmap.Rent(VisitCount);
        var words = bounces.Words;
        for (var visit = 0; visit < VisitCount; visit++)
        {
            // Whether a visit is a bounce cannot be predicted, so there is no branch.
            var events = EventsOf(visit);
            var isBounce = (events - (_counts.Exempt?[visit] ?? 0) <= 1) & (events != 0);
            words[visit >> 6] |= (isBounce ? 1UL : 0UL) << visit;
        }

        return bounces;
    }
}
