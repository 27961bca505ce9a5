using Analytics.Core.Columns;

namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// Counts segments, one after the other, into the same groups. Rows are selected by bitmaps and counted in blocks: a block's keys are
/// computed column by column, and each key leads to the cell of its group. Nothing is allocated per row. Not thread-safe.
/// </summary>
/// <remarks>
/// <code>
/// visits              1  2  3  4  5  6        country is DE: 1 0 1 1 0 1      → selected visits 1, 3, 4, 6
/// events              1: a b   3: b   4: c    page is b:     event b of 1, event b of 3
/// by source           key of an event = site's number of its visit's source, then its time bucket
/// </code>
/// Visitors and visits come in order, so a group counts each of them once by comparing with the last one.
/// </remarks>
internal sealed class SegmentCounter : IDisposable
{
    private const int Block = 1024;

    private readonly CompiledScan _scan;
    private readonly ScanRequest _request;
    private readonly GroupCells _cells;
    private readonly KeyMaker _keyMaker;
    private readonly VisitorCounter _visitorCounter;
    private readonly VisitCounter _visitCounter;
    private readonly MeasureCounter? _measureCounter;
    private readonly ColumnCounter? _columnCounter;
    private readonly int[] _rows = new int[Block];
    private readonly int[] _visits = new int[Block];
    private readonly int[] _visitors = new int[Block];
    private readonly int[] _times = new int[Block];
    private readonly int[] _matched = new int[Block];
    private readonly int[] _matchedVisitors = new int[Block];
    private readonly int[] _groups = new int[Block];
    private readonly long[] _keys = new long[Block];
    private SegmentView _view = null!;
    private SegmentFacts _facts = null!;
    private OwnerCursor _owners;
    private bool _hasLastingVisitors;
    private TimeSlots _time = null!;
    private int _lastMatched;

    /// <param name="scan">The compiled scan.</param>
    /// <param name="pairs">
    /// True to return visitors with permanent ids (all, if a visitor may have several) as pairs with their groups, because other segments
    /// may have the same visitors in the same groups; false to count them like all others.
    /// </param>
    /// <param name="rowsFrom">From so many selected rows of a segment on, the rows may be given back in place of the pairs.</param>
    public SegmentCounter(CompiledScan scan, bool pairs, int rowsFrom = int.MaxValue)
    {
        (_scan, _request, _cells) = (scan, scan.Request, new(scan));
        _keyMaker = new(scan, _cells.Numbers);
        var isPaired = pairs && scan.Request.Needs.HasFlag(ScanNeeds.Visitors);
        _visitorCounter = new(_cells, isPaired, scan.Request.HasShares, hasSeveralPasses: scan.GoalPosition >= 0, rowsFrom);
        _visitCounter = new(scan, _cells, _keyMaker, _visitorCounter);
        _measureCounter = MeasureCounter.IsNeeded(scan.Request) ? new(scan, _cells, _keyMaker) : null;
        _columnCounter = ColumnCounter.CanCount(scan) ? new(scan, _cells, _keyMaker, _visitorCounter) : null;
    }

    /// <summary>Counts a segment.</summary>
    /// <param name="view">The segment.</param>
    /// <param name="skipped">The ids of the visitors to skip, ascending.</param>
    /// <param name="cancellationToken">Cancels the count.</param>
    /// <returns>The pairs of visitors with permanent ids and groups; null if there are none or they are not needed.</returns>
    public VisitorPairs? Count(SegmentView view, IReadOnlyList<ulong> skipped, CancellationToken cancellationToken)
    {
        view = view with { Cancellation = cancellationToken };
        (_view, _facts) = (view, view.Facts);
        (_owners, _lastMatched) = (new(_facts), -1);
        _hasLastingVisitors |= _facts.HasLastingVisitors;
        var (min, max) = _scan.SecondsOf(_facts);
        _time = new(_request, _facts.Start, min, max);
        _visitorCounter.Start(_facts, areInSeveralBuckets: _request.TellsReturns && _time.Only is null);
        if (_time.Only == TimeSlots.Outside)
        {
            return _visitorCounter.End();
        }

        using var visits = Bitmap.Rent(_facts.VisitCount);
        _facts.Visits.CopyTo(visits);
        _facts.Remove(skipped, visits);
        var isCut = _facts.Keep(_request.Sample.Visitors, visits);
        foreach (var condition in _scan.VisitConditions)
        {
            condition.NarrowVisits(view, visits);
        }

        if (!visits.IsEmpty)
        {
            _keyMaker.Bind(view, _columnCounter is not null && _time.Only is not null ? visits.Count() : null);
            _visitCounter.Start(view, _time);
            Count(visits, narrowed: isCut || skipped.Count > 0 || _scan.VisitConditions.Length > 0, cancellationToken);
        }

        return _visitorCounter.End();
    }

    /// <summary>Takes the rows that were given back since the beginning, with their groups in the counts.</summary>
    public IReadOnlyList<VisitorRows> TakeRows() => _visitorCounter.TakeRows();

    /// <summary>Takes the counts since the beginning and resets them.</summary>
    public Contribution Take()
    {
        var contribution = _cells.Take(_visitorCounter.MatchingVisitors) with { HasLastingVisitors = _hasLastingVisitors };
        (_visitorCounter.MatchingVisitors, _hasLastingVisitors) = (0, false);
        return contribution;
    }

    public void Dispose()
    {
        _cells.Dispose();
        _keyMaker.Dispose();
    }

    private void Count(Bitmap visits, bool narrowed, CancellationToken cancellationToken)
    {
        _measureCounter?.Start(_view, _time);
        if (_scan.IsByEvent)
        {
            CountByEvent(visits, narrowed, cancellationToken);
        }
        else
        {
            CountByVisit(visits, cancellationToken);
            if (_measureCounter is not null)
            {
                using var rows = _facts.RowsOf(visits);
                _measureCounter.CountEvents(rows, null);
            }
        }

        if ((_request.Needs & ScanNeeds.Engagement) != 0)
        {
            CountEngagement(visits);
        }
    }

    private void CountEngagement(Bitmap visits)
    {
        using var rows = _facts.EngagementOf(visits);
        foreach (var condition in _scan.EventConditions)
        {
            condition.NarrowRows(_view, rows);
        }

        ForEachGoal(rows, (selected, _) => _measureCounter!.CountEngagement(selected));
    }

    /// <summary>Counts some events once or, if grouped by goal, once per goal with the events that reach it.</summary>
    private void ForEachGoal(Bitmap rows, Action<Bitmap, CompiledGoal?> count)
    {
        if (_scan.GoalPosition < 0)
        {
            count(rows, null);
            return;
        }

        using var reaching = Bitmap.Rent(rows.Length);
        foreach (var goal in _scan.Goals)
        {
            rows.CopyTo(reaching);
            goal.Condition.NarrowRows(_view, reaching);
            _keyMaker.Bind(goal);
            count(reaching, goal);
        }
    }

    /// <summary>Counts visits, as a whole within one time bucket; for conditions and dimensions that are not about events.</summary>
    private void CountByVisit(Bitmap visits, CancellationToken cancellationToken)
    {
        if (_columnCounter is not null && _time.Only is { } only)
        {
            _columnCounter.CountVisits(_view, only, visits);
            return;
        }

        var count = 0;
        foreach (var visit in visits)
        {
            var bucket = _time.Only ?? WholeBucket(visit);
            if (bucket == TimeSlots.Outside)
            {
                CountWhole(count);
                count = 0;
                CountEventsOf(visit);
                continue;
            }

            (_visits[count], _times[count]) = (visit, bucket);
            if (++count == Block)
            {
                cancellationToken.ThrowIfCancellationRequested();
                CountWhole(count);
                count = 0;
            }
        }

        CountWhole(count);
    }

    private int WholeBucket(int visit) =>
        _time.Of(_facts.Starts[visit]) is var bucket && bucket == _time.Of(_facts.Ends[visit]) ? bucket : TimeSlots.Outside;

    private void CountWhole(int count)
    {
        var visits = _visits.AsSpan(0, count);
        _keyMaker.Make(visits, [], _keys.AsSpan(0, count));
        _cells.Numbers.Number(_keys.AsSpan(0, count), _times.AsSpan(0, count), _groups.AsSpan(0, count));
        _owners.FindVisitors(visits, _visitors);
        var cells = _cells.Room();
        var events = _request.Needs.HasFlag(ScanNeeds.Events);
        for (var i = 0; i < visits.Length; i++)
        {
            var visit = visits[i];
            ref var cell = ref cells[_groups[i]];
            cell.Counts[(int)ScanCounter.Visits]++;
            if (events)
            {
                var all = _facts.EventsOf(visit);
                cell.Counts[(int)ScanCounter.Events] += all;
                cell.Counts[(int)ScanCounter.Pageviews] += all - (_facts.OthersOfVisit?[visit] ?? 0);
            }

            if (_scan.NeedsVisitMetrics)
            {
                _visitCounter.AddMetrics(ref cell.Counts, _groups[i], visit);
            }

            _visitorCounter.Count(ref cell, _groups[i], _visitors[i]);
        }
    }

    private void CountByEvent(Bitmap visits, bool narrowed, CancellationToken cancellationToken)
    {
        using var rows =
            narrowed || _scan.Engagement is not null
                ? ScanCondition.RowsOf(_view, visits, _scan.Engagement)
                : Bitmap.Rent(_facts.EventCount);
        if (!narrowed && _scan.Engagement is null)
        {
            _facts.Rows.CopyTo(rows);
        }

        foreach (var condition in _scan.EventConditions)
        {
            condition.NarrowRows(_view, rows);
        }

        if (_columnCounter is not null && _time.Only is { } only)
        {
            _columnCounter.CountRows(_view, only, rows);
            return;
        }

        ForEachGoal(
            rows,
            (selected, goal) =>
            {
                (_owners, _lastMatched) = (new(_facts), -1);
                Count(selected, cancellationToken);
                _measureCounter?.CountEvents(selected, goal);
            }
        );
    }

    private void Count(Bitmap rows, CancellationToken cancellationToken)
    {
        var count = 0;
        foreach (var row in rows)
        {
            _rows[count++] = row;
            if (count == Block)
            {
                cancellationToken.ThrowIfCancellationRequested();
                CountRows(count);
                count = 0;
            }
        }

        CountRows(count);
    }

    private void CountEventsOf(int visit)
    {
        var rows = _facts.Rows;
        var count = 0;
        for (var row = rows.NextSet(_facts.FirstRows[visit]); row >= 0 && row < _facts.FirstRows[visit + 1]; row = rows.NextSet(row + 1))
        {
            _rows[count++] = row;
            if (count == Block)
            {
                CountRows(count);
                count = 0;
            }
        }

        CountRows(count);
    }

    private void CountRows(int count)
    {
        count = KeepRowsInRange(count);
        var rows = _rows.AsSpan(0, count);
        var visits = _visits.AsSpan(0, count);
        _owners.FindVisits(rows, _visits);
        _keyMaker.Make(visits, rows, _keys.AsSpan(0, count));
        _cells.Numbers.Number(_keys.AsSpan(0, count), _times.AsSpan(0, count), _groups.AsSpan(0, count));
        _owners.FindVisitors(visits, _visitors);
        CountEvents(rows);
        if (!_visitCounter.CountsEveryBucket)
        {
            CountVisitors(visits);
        }

        CountMatched(visits);
    }

    private void CountEvents(ReadOnlySpan<int> rows)
    {
        var cells = _cells.Room();
        var pageviews = _facts.Pageviews is { } selected ? selected.Words : default;
        var counted = _scan.Engagement is not null && _facts.Counted is { } butEngagement ? butEngagement.Words : default;
        for (var i = 0; i < rows.Length; i++)
        {
            if (!counted.IsEmpty && ((counted[rows[i] >> 6] >> rows[i]) & 1) == 0)
            {
                continue;
            }

            ref var counts = ref cells[_groups[i]].Counts;
            counts[(int)ScanCounter.Events]++;
            counts[(int)ScanCounter.Pageviews] += pageviews.IsEmpty ? 1 : (int)(pageviews[rows[i] >> 6] >> rows[i]) & 1;
        }
    }

    /// <summary>Counts visitors in the bucket of their events, and visits in that of their start (by hour or minute: their
    /// events).</summary>
    private void CountVisitors(ReadOnlySpan<int> visits)
    {
        var cells = _cells.Room();
        var isOneBucket = _request.BucketsSplitVisits || _time.Only is not null;
        for (var i = 0; i < visits.Length; i++)
        {
            ref var cell = ref cells[_groups[i]];
            _visitorCounter.Count(ref cell, _groups[i], _visitors[i]);
            var bucket = isOneBucket ? _times[i] : _time.Of(_facts.Starts[visits[i]]);
            if (bucket == _times[i])
            {
                VisitCounter.Count(ref cell, visits[i]);
            }
            else if (bucket != TimeSlots.Outside)
            {
                VisitCounter.Count(ref _cells[_keys[i] + bucket], visits[i]);
                cells = _cells.Room();
            }
        }
    }

    /// <summary>Counts the metrics of visits with at least one matching event.</summary>
    private void CountMatched(ReadOnlySpan<int> visits)
    {
        if (!_visitCounter.CountsEveryBucket && !_scan.NeedsVisitMetrics)
        {
            return;
        }

        var matched = 0;
        for (var i = 0; i < visits.Length; i++)
        {
            if (visits[i] != _lastMatched)
            {
                _lastMatched = visits[i];
                (_matched[matched], _matchedVisitors[matched++]) = (visits[i], _visitors[i]);
            }
        }

        _visitCounter.CountMatched(_matched.AsSpan(0, matched), _matchedVisitors.AsSpan(0, matched), _keys.AsSpan(0, matched));
    }

    private int KeepRowsInRange(int count)
    {
        if (_time.Only is { } only)
        {
            _times.AsSpan(0, count).Fill(only);
            return count;
        }

        var kept = 0;
        for (var i = 0; i < count; i++)
        {
            var bucket = _time.Of(_view.Seconds![_rows[i]]);
            (_rows[kept], _times[kept]) = (_rows[i], bucket);
            kept += bucket == TimeSlots.Outside ? 0 : 1;
        }

        return kept;
    }
}
