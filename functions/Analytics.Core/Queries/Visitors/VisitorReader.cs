using System.Numerics;
using System.Runtime.InteropServices;
using Analytics.Core.Columns;
using Analytics.Core.Periods;
using Analytics.Core.Queries.Scanning;

namespace Analytics.Core.Queries.Visitors;

/// <summary>
/// Takes the events of visitors from the columns of segments, one segment after the other. Marks are found by bitmaps, 64 rows at a time,
/// so that only rows that a question needs are looked at one by one. Visitors whose ids hold for a day are counted at once; those whose
/// ids last may be in other segments, and are kept. Not thread-safe.
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
/// <param name="request">Which events to keep.</param>
/// <param name="columns">Where the columns are that <paramref name="request"/> asks for.</param>
/// <param name="lasting">Gets the visitors whose ids last.</param>
internal sealed class VisitorReader(CompiledScan scan, VisitorRequest request, VisitorColumns columns, VisitorPieces lasting)
    : IDisposable
{
    private readonly List<VisitorEvent> _events = [];
    private readonly MarkedRows _marked = new(scan, request, columns);
    private IVisitorCounter _counter = null!;
    private SegmentView _view = null!;
    private SegmentFacts _facts = null!;
    private TimeSlots _time = null!;
    private int _visitor;
    private int _visit;
    private int _lastBucket;
    private bool _isApart;

    /// <summary>Reads a segment.</summary>
    /// <param name="view">The segment.</param>
    /// <param name="skipped">The ids of visitors to leave out, ascending.</param>
    /// <param name="visitors">The ids to read.</param>
    /// <param name="isApart">True if there may be visits in other segments between a lasting visitor's visits.</param>
    /// <param name="counter">Counts visitors.</param>
    public void Read(SegmentView view, IReadOnlyList<ulong> skipped, VisitorRange visitors, bool isApart, IVisitorCounter counter)
    {
        (_view, _facts, _counter, _isApart) = (view, view.Facts, counter, isApart);
        (_visitor, _visit) = (0, 0);
        var (min, max) = scan.SecondsOf(_facts);
        _time = new(scan.Request, _facts.Start, min, max);
        if (_time.Only == TimeSlots.Outside)
        {
            return;
        }

        using var visits = VisitsOf(skipped, visitors);
        foreach (var condition in scan.VisitConditions)
        {
            condition.NarrowVisits(view, visits);
        }

        if (visits.IsEmpty)
        {
            return;
        }

        using var rows = ScanCondition.RowsOf(view, visits, scan.Engagement);
        KeepThoseInRange(rows, min, max);
        foreach (var condition in scan.EventConditions)
        {
            condition.NarrowRows(view, rows);
        }

        using var any = Bitmap.Rent(_facts.EventCount);
        _marked.Bind(view, rows, any);

        // What a visitor does whose marks are in other segments comes between them.
        if (!any.IsEmpty || (request.Kept == KeptEvents.MarkedAndGaps && _facts.HasLastingVisitors))
        {
            // An engagement takes part only where it reaches a goal.
            if (scan.Engagement is not null && _facts.Counted is { } counted)
            {
                rows.And(counted);
            }

            Walk(rows, any);
        }
    }

    /// <summary>Gives memory back to the pool.</summary>
    public void Dispose() => _marked.Dispose();

    private Bitmap VisitsOf(IReadOnlyList<ulong> skipped, VisitorRange visitors)
    {
        var visits = Bitmap.Rent(_facts.VisitCount);
        var (first, end) = _facts.VisitsOf(visitors);
        visits.SetRange(first, end);
        visits.And(_facts.Visits);
        _facts.LeaveOut(skipped, visits);
        return visits;
    }

    private void KeepThoseInRange(Bitmap rows, int min, int max)
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
                        if (any[row] || _events.Count == 0 || _events[^1].Marks != 0)
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

    /// <summary>Goes through marked rows, of which 64 read the words of their marks together.</summary>
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
            if (_events.Count > 0 && bucket == _lastBucket && marks == _events[^1].Marks)
            {
                return;
            }

            _lastBucket = bucket;
        }

        _events.Add(_marked.Make(rows, row, second, _visit, marks));
    }

    private static bool IsLasting(ulong visitor) => (visitor & 1) != 0;

    /// <summary>Counts the visitor whose events were added, or keeps them.</summary>
    private void Flush()
    {
        if (_events.Count > 0)
        {
            var events = CollectionsMarshal.AsSpan(_events);
            var visitor = _facts.Visitors[_visitor];
            if (IsLasting(visitor))
            {
                lasting.Add(visitor, events);
            }
            else
            {
                PieceJoin.NumberVisits(events, 0);
                _counter.Add(visitor, events);
            }

            _events.Clear();
        }
    }
}
