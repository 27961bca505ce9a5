using System.Numerics;
using Analytics.Core.Columns;
using Analytics.Core.Periods;
using Analytics.Core.Queries.Scanning;

namespace Analytics.Core.Queries.Visitors;

/// <summary>
/// Extracts the events of visitors from segments, one segment after the other. Marks are found by bitmaps, 64 rows at a time, so that
/// only the rows that a question needs are visited one by one. Visitors with daily ids are counted at once; those with permanent ids may
/// have events in other segments and are collected. Not thread-safe.
/// </summary>
/// <remarks>
/// <code>
/// rows of a visitor    /a /b /c | /a sign_up        two visits; step 1 is /a, step 2 is sign_up
/// marks                1  -  -  | 1  2
/// kept                 1        | 1  2              Marked
/// kept                 1  -     | 1  2              MarkedAndGaps
/// </code>
/// </remarks>
/// <param name="scan">The range, the conditions and their columns.</param>
/// <param name="request">The events to keep.</param>
/// <param name="columns">The columns of the request's fields.</param>
/// <param name="lasting">Receives the events of visitors with permanent ids.</param>
/// <param name="sieve">Admits the visitors to read, and possibly a few others; null for all.</param>
internal sealed class VisitorReader(
    CompiledScan scan,
    VisitorRequest request,
    VisitorColumns columns,
    VisitorPieces lasting,
    VisitorSieve? sieve = null
) : IDisposable
{
    private readonly MarkedRows _marked = new(scan, request, columns);
    private IVisitorCounter _counter = null!;
    private SegmentView _view = null!;
    private SegmentFacts _facts = null!;
    private TimeSlots _time = null!;
    private int _visitor;
    private int _visit;
    private int _lastBucket;
    private bool _isApart;

    /// <summary>Number of visitors of the segments, counted once per segment.</summary>
    public long Considered { get; private set; }

    /// <summary>Number of these visitors that the sieve admitted.</summary>
    public long Passed { get; private set; }

    /// <summary>Reads a segment.</summary>
    /// <param name="view">The segment.</param>
    /// <param name="skipped">The ids of the visitors to skip, ascending.</param>
    /// <param name="visitors">The ids to read.</param>
    /// <param name="isApart">True if other segments may have visits between a visitor's visits of this segment.</param>
    /// <param name="counter">Counts visitors.</param>
    public void Read(SegmentView view, IReadOnlyList<ulong> skipped, VisitorRange visitors, bool isApart, IVisitorCounter counter)
    {
        (_counter, _isApart) = (counter, isApart);
        if (RowsOf(view, skipped, visitors) is not { } rows)
        {
            return;
        }

        using var owned = rows;
        using var any = Bitmap.Rent(_facts.EventCount);
        _marked.Bind(view, rows, any);

        // Events without marks matter as gaps between the visitor's marked events in other segments.
        if (!any.IsEmpty || (request.Kept == KeptEvents.MarkedAndGaps && _facts.HasLastingVisitors))
        {
            // Engagement takes part only through the goals that it reaches.
            if (scan.Engagement is not null && _facts.Counted is { } counted)
            {
                rows.And(counted);
            }

            Walk(rows, any);
        }
    }

    /// <summary>Finds the visitors with any of the required marks.</summary>
    /// <param name="view">The segment.</param>
    /// <param name="skipped">The ids of the visitors to skip, ascending.</param>
    /// <param name="visitors">The ids to read.</param>
    /// <param name="found">Receives the visitors.</param>
    public void Find(SegmentView view, IReadOnlyList<ulong> skipped, VisitorRange visitors, VisitorSieve found)
    {
        if (RowsOf(view, skipped, visitors) is not { } rows)
        {
            return;
        }

        using var owned = rows;
        using var any = Bitmap.Rent(_facts.EventCount);
        using var marked = Bitmap.Rent(_facts.EventCount);
        for (var i = 0; i < scan.Marks.Length; i++)
        {
            if (((request.RequiredMarks >> i) & 1) != 0)
            {
                rows.CopyTo(marked);
                scan.Marks[i].NarrowRows(view, marked);
                any.Or(marked);
            }
        }

        var visitor = 0;
        for (var row = any.NextSet(0); row >= 0; row = any.NextSet(EndOf(visitor)))
        {
            while (EndOf(visitor) <= row)
            {
                visitor++;
            }

            found.Add(_facts.Visitors[visitor]);
        }

        int EndOf(int of) => _facts.FirstRows[_facts.FirstVisits[of + 1]];
    }

    /// <summary>Returns memory to the pool.</summary>
    public void Dispose() => _marked.Dispose();

    /// <summary>Returns the rows that take part; null if there are none. The caller disposes of them.</summary>
    private Bitmap? RowsOf(SegmentView view, IReadOnlyList<ulong> skipped, VisitorRange visitors)
    {
        (_view, _facts) = (view, view.Facts);
        (_visitor, _visit) = (0, 0);
        var (min, max) = scan.SecondsOf(_facts);
        _time = new(scan.Request, _facts.Start, min, max);
        if (_time.Only == TimeSlots.Outside)
        {
            return null;
        }

        using var visits = VisitsOf(skipped, visitors);
        foreach (var condition in scan.VisitConditions)
        {
            condition.NarrowVisits(view, visits);
        }

        if (visits.IsEmpty)
        {
            return null;
        }

        var rows = ScanCondition.RowsOf(view, visits, scan.Engagement);
        KeepRowsInRange(rows, min, max);
        foreach (var condition in scan.EventConditions)
        {
            condition.NarrowRows(view, rows);
        }

        return rows;
    }

    private Bitmap VisitsOf(IReadOnlyList<ulong> skipped, VisitorRange visitors)
    {
        var visits = Bitmap.Rent(_facts.VisitCount);
        var (first, end) = _facts.VisitorsOf(visitors);
        Considered += end - first;
        if (sieve is null)
        {
            visits.SetRange(_facts.FirstVisits[first], _facts.FirstVisits[end]);
        }
        else
        {
            for (var visitor = first; visitor < end; visitor++)
            {
                if (sieve.Passes(_facts.Visitors[visitor]))
                {
                    Passed++;
                    visits.SetRange(_facts.FirstVisits[visitor], _facts.FirstVisits[visitor + 1]);
                }
            }
        }

        visits.And(_facts.Visits);
        _facts.Remove(skipped, visits);
        return visits;
    }

    private void KeepRowsInRange(Bitmap rows, int min, int max)
    {
        if (_facts.Start + min >= request.From && _facts.Start + max < request.To)
        {
            return;
        }

        foreach (var row in rows)
        {
            if (_time.Of(_view.Seconds![row]) == TimeSlots.Outside)
            {
                rows[row] = false;
            }
        }
    }

    private void Walk(Bitmap rows, Bitmap any)
    {
        switch (request.Kept)
        {
            case KeptEvents.MarkedAndGaps:
                using (var all = Bitmap.Rent(rows.Length))
                {
                    rows.CopyTo(all);
                    all.Or(any);
                    foreach (var row in all)
                    {
                        MoveTo(row);
                        if (any[row] || lasting.Open is not [.., var last] || last.Marks != 0)
                        {
                            Add(rows, row);
                        }
                    }
                }

                break;
            case KeptEvents.MarkedVisits:
                for (var row = any.NextSet(0); row >= 0; row = any.NextSet(_facts.FirstRows[_visit + 1]))
                {
                    MoveTo(row);
                    var end = _facts.FirstRows[_visit + 1];
                    for (var of = rows.NextSet(_facts.FirstRows[_visit]); of >= 0 && of < end; of = rows.NextSet(of + 1))
                    {
                        Add(rows, of);
                    }
                }

                break;
            default:
                WalkMarked(rows, any);
                break;
        }

        Flush();
    }

    /// <summary>Visits the marked rows; the words of their marks are read for 64 rows at once.</summary>
    private void WalkMarked(Bitmap rows, Bitmap any)
    {
        Span<ulong> marks = stackalloc ulong[_marked.Marks];
        var words = any.Words;
        for (var word = 0; word < words.Length; word++)
        {
            if (words[word] == 0)
            {
                continue;
            }

            _marked.Read(word, marks);
            for (var rest = words[word]; rest != 0; rest &= rest - 1)
            {
                var bit = BitOperations.TrailingZeroCount(rest);
                MoveTo((word << 6) + bit);
                Add(rows, (word << 6) + bit, MarkedRows.MarksAt(marks, bit));
            }
        }
    }

    private void MoveTo(int row)
    {
        var visit = _visit;
        while (_facts.FirstRows[visit + 1] <= row)
        {
            visit++;
        }

        if (visit == _visit)
        {
            return;
        }

        _visit = visit;
        if (visit < _facts.FirstVisits[_visitor + 1])
        {
            if (_isApart && IsLasting(_facts.Visitors[_visitor]))
            {
                Flush();
            }

            return;
        }

        Flush();
        while (_facts.FirstVisits[_visitor + 1] <= visit)
        {
            _visitor++;
        }
    }

    private void Add(Bitmap rows, int row) => Add(rows, row, _marked.MarksOf(row));

    private void Add(Bitmap rows, int row, uint marks)
    {
        var second = _view.Seconds![row];
        if (request.Kept == KeptEvents.MarkedOncePerBucket)
        {
            var bucket = _time.Of(second);
            if (lasting.Open is [.., var last] && bucket == _lastBucket && marks == last.Marks)
            {
                return;
            }

            _lastBucket = bucket;
        }

        lasting.Append(_marked.CreateEvent(rows, row, second, _visit, marks));
    }

    private static bool IsLasting(ulong visitor) => (visitor & 1) != 0;

    /// <summary>Counts or collects the visitor whose events were added.</summary>
    private void Flush()
    {
        var events = lasting.Open;
        if (events.IsEmpty)
        {
            return;
        }

        var visitor = _facts.Visitors[_visitor];
        if (IsLasting(visitor))
        {
            lasting.Close(visitor);
            return;
        }

        PieceJoin.NumberVisits(events, 0);
        _counter.Add(visitor, events);
        lasting.Drop();
    }
}
