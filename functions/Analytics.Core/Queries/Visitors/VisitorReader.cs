using Analytics.Core.Columns;
using Analytics.Core.Periods;
using Analytics.Core.Queries.Scanning;

namespace Analytics.Core.Queries.Visitors;

/// <summary>
/// Extracts the events of visitors from segments, one segment after the other. Marks are found by bitmaps, 64 rows at a time, so that
/// only the rows that a question needs are visited one by one, by a <see cref="VisitorWalk"/>. Not thread-safe.
/// </summary>
internal sealed class VisitorReader : IDisposable
{
    private readonly CompiledScan _scan;
    private readonly VisitorRequest _request;
    private readonly VisitorSieve? _sieve;
    private readonly MarkedRows _marked;
    private readonly VisitorWalk _walk;
    private SegmentView _view = null!;
    private SegmentFacts _facts = null!;
    private TimeSlots _time = null!;

    /// <param name="scan">The range, the conditions and their columns.</param>
    /// <param name="request">The events to keep.</param>
    /// <param name="columns">The columns of the request's fields.</param>
    /// <param name="lasting">Receives the events of visitors with permanent ids.</param>
    /// <param name="sieve">Admits the visitors to read, and possibly a few others; null for all.</param>
    public VisitorReader(
        CompiledScan scan,
        VisitorRequest request,
        VisitorColumns columns,
        VisitorPieces lasting,
        VisitorSieve? sieve = null
    )
    {
        (_scan, _request, _sieve) = (scan, request, sieve);
        _marked = new(scan, request, columns);
        _walk = VisitorWalk.Create(request.Kept, _marked, lasting);
    }

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
        if (RowsOf(view, skipped, visitors) is not { } rows)
        {
            return;
        }

        using var owned = rows;
        using var any = Bitmap.Rent(_facts.EventCount);
        _marked.Bind(view, rows, any);

        if (!any.IsEmpty || (_walk.KeepsUnmarked && _facts.HasLastingVisitors))
        {
            // Engagement takes part only through the goals that it reaches.
            if (_scan.Engagement is not null && _facts.Counted is { } counted)
            {
                rows.And(counted);
            }

            _walk.Walk(view, _time, rows, any, isApart, counter);
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
        for (var i = 0; i < _scan.Marks.Length; i++)
        {
            if (((_request.RequiredMarks >> i) & 1) != 0)
            {
                rows.CopyTo(marked);
                _scan.Marks[i].NarrowRows(view, marked);
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
        var (min, max) = _scan.SecondsOf(_facts);
        _time = new(_scan.Request, _facts.Start, min, max);
        if (_time.Only == TimeSlots.Outside)
        {
            return null;
        }

        using var visits = VisitsOf(skipped, visitors);
        foreach (var condition in _scan.VisitConditions)
        {
            condition.NarrowVisits(view, visits);
        }

        if (visits.IsEmpty)
        {
            return null;
        }

        var rows = ScanCondition.RowsOf(view, visits, _scan.Engagement);
        KeepRowsInRange(rows, min, max);
        foreach (var condition in _scan.EventConditions)
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
        if (_sieve is null)
        {
            visits.SetRange(_facts.FirstVisits[first], _facts.FirstVisits[end]);
        }
        else
        {
            for (var visitor = first; visitor < end; visitor++)
            {
                if (_sieve.Passes(_facts.Visitors[visitor]))
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
        if (_facts.Start + min >= _request.From && _facts.Start + max < _request.To)
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
}
