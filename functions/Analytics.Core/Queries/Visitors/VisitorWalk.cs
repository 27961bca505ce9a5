using Analytics.Core.Columns;
using Analytics.Core.Queries.Scanning;

namespace Analytics.Core.Queries.Visitors;

/// <summary>
/// Goes through selected rows of a segment in order and passes the kept events on, visitor by visitor; each <see cref="KeptEvents"/> has
/// its own walk. Visitors with daily ids are counted at once; those with permanent ids may have events in other segments and are
/// collected. Reusable; not thread-safe.
/// </summary>
/// <remarks>
/// <code>
/// rows of a visitor    /a /b /c | /a sign_up        two visits; step 1 is /a, step 2 is sign_up
/// marks                1  -  -  | 1  2
/// kept                 1        | 1  2              Marked
/// kept                 1  -     | 1  2              MarkedAndGaps
/// </code>
/// </remarks>
/// <param name="marked">The marks of the rows.</param>
/// <param name="lasting">Receives the events of visitors with permanent ids.</param>
internal abstract class VisitorWalk(MarkedRows marked, VisitorPieces lasting)
{
    private IVisitorCounter _counter = null!;
    private SegmentView _view = null!;
    private int _visitor;
    private int _visit;
    private bool _isApart;

    /// <summary>True if a segment matters to visitors with permanent ids although none of its rows has a mark.</summary>
    public virtual bool KeepsUnmarked => false;

    /// <summary>The marks of the segment's rows.</summary>
    protected MarkedRows Marked { get; } = marked;

    /// <summary>The segment.</summary>
    protected SegmentFacts Facts { get; private set; } = null!;

    /// <summary>The time buckets of the segment.</summary>
    protected TimeSlots Time { get; private set; } = null!;

    /// <summary>The index of the current visit.</summary>
    protected int Visit => _visit;

    /// <summary>The events of the current visitor that were kept so far.</summary>
    protected ReadOnlySpan<VisitorEvent> Events => lasting.Open;

    /// <summary>Creates the walk that keeps the events of a request.</summary>
    /// <inheritdoc cref="VisitorWalk(MarkedRows, VisitorPieces)" path="/param"/>
    public static VisitorWalk Create(KeptEvents kept, MarkedRows marked, VisitorPieces lasting) =>
        kept switch
        {
            KeptEvents.MarkedAndGaps => new MarkedAndGapsWalk(marked, lasting),
            KeptEvents.MarkedOncePerBucket => new MarkedOncePerBucketWalk(marked, lasting),
            KeptEvents.MarkedVisits => new MarkedVisitsWalk(marked, lasting),
            _ => new MarkedWalk(marked, lasting),
        };

    /// <summary>Goes through a segment.</summary>
    /// <param name="view">The segment, to which the marks are bound.</param>
    /// <param name="time">Its time buckets.</param>
    /// <param name="rows">The rows that take part.</param>
    /// <param name="any">The rows with any mark.</param>
    /// <param name="isApart">True if other segments may have visits between a visitor's visits of this segment.</param>
    /// <param name="counter">Counts visitors with daily ids.</param>
    public void Walk(SegmentView view, TimeSlots time, Bitmap rows, Bitmap any, bool isApart, IVisitorCounter counter)
    {
        (_view, Facts, Time, _isApart, _counter) = (view, view.Facts, time, isApart, counter);
        (_visitor, _visit) = (0, 0);
        WalkRows(rows, any);
        Flush();
    }

    /// <summary>Moves to the rows whose events are kept, in order, and adds them.</summary>
    /// <param name="rows">The rows that take part.</param>
    /// <param name="any">The rows with any mark.</param>
    protected abstract void WalkRows(Bitmap rows, Bitmap any);

    /// <summary>Moves to a row at or after the current one, and passes the events of visitors on that end before it.</summary>
    protected void MoveTo(int row)
    {
        var visit = _visit;
        while (Facts.FirstRows[visit + 1] <= row)
        {
            visit++;
        }

        if (visit == _visit)
        {
            return;
        }

        _visit = visit;
        if (visit < Facts.FirstVisits[_visitor + 1])
        {
            if (_isApart && IsLasting(Facts.Visitors[_visitor]))
            {
                Flush();
            }

            return;
        }

        Flush();
        while (Facts.FirstVisits[_visitor + 1] <= visit)
        {
            _visitor++;
        }
    }

    /// <summary>Adds the event of a row of the current visit.</summary>
    /// <param name="rows">The rows in which the next node is searched.</param>
    /// <param name="row">The row.</param>
    /// <param name="marks">Its marks.</param>
    protected void Add(Bitmap rows, int row, uint marks) => lasting.Append(Marked.CreateEvent(rows, row, SecondOf(row), _visit, marks));

    /// <summary>Returns the second of a row since the segment's start.</summary>
    protected int SecondOf(int row) => _view.Seconds![row];

    private static bool IsLasting(ulong visitor) => (visitor & 1) != 0;

    /// <summary>Counts or collects the visitor whose events were added.</summary>
    private void Flush()
    {
        var events = lasting.Open;
        if (events.IsEmpty)
        {
            return;
        }

        var visitor = Facts.Visitors[_visitor];
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
