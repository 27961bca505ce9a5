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
    private readonly bool _hasOthers;
    private Bitmap? _countedRows;
    private Bitmap? _pageviews;
    private Bitmap? _rows;
    private bool _hasNames;

    /// <param name="rollup">The rows, at least the columns of visitors and visits.</param>
    public SegmentFacts(Rollup rollup)
    {
        var (columns, summary) = (rollup.Columns, rollup.Columns.Summary);
        (Start, Threshold, Fraction) = (rollup.Period.Start, rollup.Threshold, rollup.SampledFraction);
        (Period, Totals) = (rollup.Period, rollup.Totals);
        Visitors = columns.Visitors.Value;
        FirstVisits = Offsets(columns.VisitsOfVisitor.Value);
        FirstRows = Offsets(columns.EventsOfVisit.Value);
        HasLastingVisitors = Visitors.Any(visitor => (visitor & 1) != 0);
        (Starts, Ends) = (summary.Starts, summary.Ends);
        Visits = Bitmap.Rent(VisitCount);
        Bounces = Bitmap.Rent(VisitCount);
        ReadVisits(summary.Counting);
        EventsOfVisit = summary.Events is { } events ? CodeColumn.Of(events) : null;
        PageviewsOfVisit = summary.Pageviews is { } pageviews ? CodeColumn.Of(pageviews) : null;
        (MinRowSecond, MaxRowSecond) = (MinSecond, MaxSecond);
        for (var visit = 0; visit < VisitCount && summary.Events is not null; visit++)
        {
            MinRowSecond = Math.Min(MinRowSecond, summary.FirstSeconds[visit]);
            MaxRowSecond = Math.Max(MaxRowSecond, summary.FirstSeconds[visit] + summary.Spans[visit]);
        }

        (_hasEngagement, _hasOthers) = (summary.Events is not null, summary.Pageviews is not null);
    }

    /// <summary>True if all that is asked of single events can be told.</summary>
    public bool HasRows => _hasNames || (!_hasEngagement && !_hasOthers);

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

    /// <summary>The second of each visit's first event that is no engagement; −1 if there is none and so no visit.</summary>
    public int[] Starts { get; }

    /// <summary>The second of each visit's last event that is no engagement.</summary>
    public int[] Ends { get; }

    /// <summary>The earliest second of all events, engagement included.</summary>
    public int MinRowSecond { get; }

    /// <summary>The latest second of all events, engagement included.</summary>
    public int MaxRowSecond { get; }

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
    public CodeColumn? EventsOfVisit { get; }

    /// <summary>Number of pageviews of each visit; null if all of its events.</summary>
    public CodeColumn? PageviewsOfVisit { get; }

    /// <summary>About how much memory it takes, in bytes.</summary>
    public long Weight => 1000 + (Visitors.Length * 12L) + (VisitCount * 12L) + (Totals.Slots.Count * 100L) + (VisitCount / 4) + (EventCount / 2)
        + (EventsOfVisit?.Weight ?? 0) + (PageviewsOfVisit?.Weight ?? 0);

    /// <summary>Reads what is asked of single events. Not thread-safe beside itself.</summary>
    public void ReadRows(TextColumn names)
    {
        if (HasRows)
        {
            return;
        }

        _pageviews = _hasOthers ? RowsOf(names, IndexOf(names, VisitRules.Pageview)) : null;
        if (_hasEngagement)
        {
            var counted = RowsOf(names, IndexOf(names, VisitRules.Engagement));
            counted.Not();
            _countedRows = counted;
        }

        _hasNames = true;
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

    private static int[] Offsets(int[] counts)
    {
        var offsets = new int[counts.Length + 1];
        for (var i = 0; i < counts.Length; i++)
        {
            offsets[i + 1] = offsets[i] + counts[i];
        }

        return offsets;
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

    private void ReadVisits(int[] counting)
    {
        var (min, max) = (int.MaxValue, 0);
        var visits = Visits.Words;
        var bounces = Bounces.Words;
        for (var visit = 0; visit < Starts.Length; visit++)
        {
            if (Starts[visit] >= 0)
            {
                visits[visit >> 6] |= 1UL << visit;
                bounces[visit >> 6] |= counting[visit] <= 1 ? 1UL << visit : 0;
                (min, max) = (Math.Min(min, Starts[visit]), Math.Max(max, Ends[visit]));
            }
        }

        (MinSecond, MaxSecond) = (Math.Min(min, max), max);
    }
}
