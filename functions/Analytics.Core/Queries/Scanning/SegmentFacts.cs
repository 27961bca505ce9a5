using Analytics.Core.Columns;
using Analytics.Core.Periods;

namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// Facts of a segment that every scan needs: its visitors, their visits, and what follows from a visit's events. Derived once. Immutable;
/// safe for use by several threads. Seconds count from <see cref="Start"/>.
/// </summary>
internal sealed class SegmentFacts
{
    private readonly bool _hasEngagement;
    private readonly VisitCounts _counts;
    private Bitmap? _countedRows;
    private Bitmap? _pageviews;
    private Bitmap? _rows;
    private VisitTimes? _times;
    private bool _hasNames;

    /// <param name="rollup">The rows, at least the columns of visitors and of the events of visits.</param>
    /// <param name="start">The first second that any event may have, Unix time.</param>
    /// <param name="end">The end of these, exclusive.</param>
    public SegmentFacts(Rollup rollup, long start, long end)
    {
        var columns = rollup.Columns;
        (Start, Threshold, Fraction) = (rollup.Period.Start, rollup.Threshold, rollup.SampledFraction);
        (Period, Totals) = (rollup.Period, rollup.Totals);
        Visitors = columns.Visitors.Value;
        FirstVisits = columns.FirstVisits();
        FirstRows = columns.FirstEvents();
        HasLastingVisitors = Visitors.Any(visitor => (visitor & 1) != 0);
        _counts = columns.VisitCounts();
        Visits = Bitmap.Rent(VisitCount, true);
        Bounces = Bitmap.Rent(VisitCount);
        ReadCounts();
        (MinSecond, MaxSecond) = ((int)Math.Max(0, start - Start), (int)Math.Min(int.MaxValue, end - 1 - Start));
        (MinRowSecond, MaxRowSecond) = (MinSecond, MaxSecond);
        _hasEngagement = _counts.Events is not null;
    }

    /// <summary>True if the times of visits are there; until then all seconds that any may have stand for them.</summary>
    public bool HasTimes => _times is not null;

    /// <summary>True if all that is asked of single events can be told.</summary>
    public bool HasRows => _hasNames || (!_hasEngagement && _counts.Others is null);

    /// <summary>The second that the segment's seconds count from, Unix time.</summary>
    public long Start { get; }

    /// <summary>The period of the rows.</summary>
    public RollupPeriod Period { get; }

    /// <summary>The totals of the rows.</summary>
    public Totals Totals { get; }

    /// <summary>Only visitors with an id below it are here; <see cref="ulong.MaxValue"/> means all.</summary>
    public ulong Threshold { get; }

    /// <summary>The fraction of visitors that are here.</summary>
    public double Fraction { get; }

    public int VisitCount => FirstRows.Length - 1;

    public int EventCount => FirstRows[^1];

    /// <summary>Visitor ids, ascending.</summary>
    public ulong[] Visitors { get; }

    /// <summary>True if any visitor's id lasts beyond a day.</summary>
    public bool HasLastingVisitors { get; }

    /// <summary>Each visitor's first visit; one more for the end.</summary>
    public int[] FirstVisits { get; }

    /// <summary>Each visit's first event; one more for the end.</summary>
    public int[] FirstRows { get; }

    /// <summary>
    /// The second of each visit's first event that is no engagement; −1 if there is none and so no visit. Needs <see cref="HasTimes"/>.
    /// </summary>
    public int[] Starts => Times.Starts;

    /// <summary>The second of each visit's last event that is no engagement. Needs <see cref="HasTimes"/>.</summary>
    public int[] Ends => Times.Ends;

    /// <summary>The earliest second of all events, engagement included.</summary>
    public int MinRowSecond { get; private set; }

    /// <summary>The latest second of all events, engagement included.</summary>
    public int MaxRowSecond { get; private set; }

    /// <summary>The earliest of <see cref="Starts"/>; 0 without visits.</summary>
    public int MinSecond { get; private set; }

    /// <summary>The latest of <see cref="Ends"/>.</summary>
    public int MaxSecond { get; private set; }

    /// <summary>The visits that have an event but engagement. Not to be changed.</summary>
    public Bitmap Visits { get; }

    /// <summary>The visits with at most one event that counts against a bounce. Not to be changed.</summary>
    public Bitmap Bounces { get; }

    /// <summary>The events that are pageviews; null if all are. Not to be changed. Needs <see cref="HasRows"/>.</summary>
    public Bitmap? Pageviews => Known(_pageviews);

    /// <summary>The events of <see cref="Visits"/> but engagement. Not to be changed. Needs <see cref="HasRows"/>.</summary>
    public Bitmap Rows => Volatile.Read(ref _rows) ?? (_rows = RowsOf(Visits));

    /// <summary>The events but engagement; null if all are. Not to be changed. Needs <see cref="HasRows"/>.</summary>
    public Bitmap? Counted => Known(_countedRows);

    /// <summary>Number of events of each visit, engagement excluded; null if all of its events.</summary>
    public CodeColumn? EventsOfVisit => _counts.Events;

    /// <summary>Number of events of each visit that are neither pageviews nor engagement; null if there are none.</summary>
    public CodeColumn? OthersOfVisit => _counts.Others;

    private VisitTimes Times => _times ?? throw new InvalidOperationException("The times of the segment's visits are not read.");

    /// <summary>About how much memory it takes, in bytes.</summary>
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

    /// <summary>Number of events of a visit, engagement excluded.</summary>
    public int EventsOf(int visit) => _counts.Events is { } events ? events[visit] : FirstRows[visit + 1] - FirstRows[visit];

    /// <summary>Reads the times of visits. Not thread-safe beside itself.</summary>
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

    /// <summary>Reads what is asked of single events. Not thread-safe beside itself.</summary>
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

    /// <summary>The visits of the visitors in a range of ids: the first, and the end of them.</summary>
    public (int First, int End) VisitsOf(VisitorRange visitors)
    {
        var (first, end) = VisitorsOf(visitors);
        return (FirstVisits[first], FirstVisits[end]);
    }

    /// <summary>The visitors in a range of ids: the index of the first, and the end of them.</summary>
    public (int First, int End) VisitorsOf(VisitorRange visitors) =>
        (IndexOf(visitors.First), visitors.Last == ulong.MaxValue ? Visitors.Length : IndexOf(visitors.Last + 1));

    /// <summary>Leaves in a selection of visits only those of the visitors in a range of ids.</summary>
    /// <returns>True if there are others.</returns>
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

    /// <summary>Takes the visits of some visitors out of a selection.</summary>
    /// <param name="visitors">The ids of the visitors, ascending; ids that are not here are ignored.</param>
    /// <param name="visits">The selection.</param>
    public void LeaveOut(IReadOnlyList<ulong> visitors, Bitmap visits)
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

    /// <summary>The first pageview of a visit; −1 without any.</summary>
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

    /// <summary>The last pageview of a visit; −1 without any.</summary>
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

    /// <summary>The events of some visits but engagement.</summary>
    public Bitmap RowsOf(Bitmap visits)
    {
        var rows = AllRowsOf(visits);
        if (Known(_countedRows) is { } counted)
        {
            rows.And(counted);
        }

        return rows;
    }

    /// <summary>The engagement events of some visits. One before its visit's first other event belongs to no visit.</summary>
    public Bitmap EngagementOf(Bitmap visits)
    {
        if (Known(_countedRows) is not { } counted)
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

    /// <summary>The visits that have any of some events.</summary>
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

    /// <summary>All events of some visits.</summary>
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

    /// <summary>The index of the first visitor with at least an id.</summary>
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

    private Bitmap? Known(Bitmap? rows) =>
        HasRows ? rows : throw new InvalidOperationException("The names of the segment's events are not read.");

    private void ReadCounts()
    {
        var visits = Visits.Words;
        var bounces = Bounces.Words;
        for (var visit = 0; visit < VisitCount; visit++)
        {
            var events = EventsOf(visit);
            if (events - (_counts.Exempt?[visit] ?? 0) <= 1)
            {
                (events == 0 ? ref visits[visit >> 6] : ref bounces[visit >> 6]) ^= 1UL << visit;
            }
        }
    }
}
