using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Analytics.Core.Columns;

namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// Counts a segment within one time bucket, by at most one dimension. Rows are counted by code in a small table, whose numbers are added
/// to the cells of the groups at the end. Not thread-safe.
/// </summary>
/// <remarks>
/// <code>
/// visitor   A     A     B     B            code a: 3 events, visitors A and B
/// code      a     b     a     a            code b: 1 event, visitor A
/// </code>
/// </remarks>
/// <param name="scan">The compiled scan.</param>
/// <param name="cells">The groups.</param>
/// <param name="keyMaker">Makes the keys of groups.</param>
/// <param name="visitorCounter">Receives pairs of visitors and groups.</param>
internal sealed class ColumnCounter(CompiledScan scan, GroupCells cells, KeyMaker keyMaker, VisitorCounter visitorCounter)
{
    private const int NoGroup = -1;

    private readonly ScanRequest _request = scan.Request;
    private readonly CodeColumn _constant = CodeColumn.Constantly(0, 1);
    private readonly ColumnEventCounter _eventCounter = new(scan, cells, keyMaker);
    private readonly AllVisitsCounter _allVisitsCounter = new(scan, cells, visitorCounter);
    private readonly ColumnRowKeeper _rowKeeper = new(cells, keyMaker, visitorCounter);
    private Tally[] _tallies = [];
    private SegmentFacts _facts = null!;
    private CodeColumn _codes = null!;
    private int _bucket;
    private int _codeCount;

    /// <summary>Returns true if this counter can count a scan, in segments that lie within one time bucket.</summary>
    public static bool CanCount(CompiledScan scan) =>
        scan.Request.Dimensions.Count <= 1
        && scan.Request.Dimensions.All(HasGroupOfItsOwnForEachCode)
        && !MeasureCounter.IsNeeded(scan.Request)
        && !scan.Request.Needs.HasFlag(ScanNeeds.Durations)
        && (!scan.IsByEvent || !scan.NeedsVisitMetrics)
        && !scan.Request.BucketsSplitVisits;

    /// <summary>Counts whole visits.</summary>
    /// <param name="view">The segment, whose keys are bound.</param>
    /// <param name="bucket">The time bucket.</param>
    /// <param name="visits">The visits.</param>
    [MethodImpl(Loops.Optimized)]
    public void CountVisits(SegmentView view, int bucket, Bitmap visits)
    {
        Start(view, bucket);
        var countsVisitors = !_rowKeeper.Keep(_facts, _codes, _bucket, visits, areEvents: false);
        if (
            _codes.Width == 0
            && !scan.NeedsVisitMetrics
            && !(countsVisitors && visitorCounter.HasPairs)
            && _facts.VisitCount - visits.Count() is var skipped
            && skipped < _facts.VisitCount / 8
        )
        {
            _allVisitsCounter.Count(_facts, KeyOf(0), visits, skipped, countsVisitors);
            return;
        }

        var codes = Codes(out var owned);
        var width = _codes.Width;
        var tallies = StartTallies();
        var others = _facts.OthersOfVisit;
        var countsViews = scan.NeedsVisitMetrics && _request.Needs.HasFlag(ScanNeeds.VisitPageviews);
        var needsEvents = countsViews || _request.Needs.HasFlag(ScanNeeds.Events);
        var (visitor, visitorEnd, matching, lastMatching) = (0, _facts.FirstVisits[1], 0, -1);
        foreach (var visit in visits)
        {
            while (countsVisitors && visitorEnd <= visit)
            {
                visitorEnd = _facts.FirstVisits[++visitor + 1];
            }

            var code = width == 0 ? 0 : codes[visit];
            ref var tally = ref tallies[code];
            tally.Visits++;
            if (needsEvents)
            {
                var all = _facts.EventsOf(visit);
                tally.Events += all;
                tally.Pageviews += all - (others?[visit] ?? 0);
            }

            if (scan.NeedsVisitMetrics)
            {
                var isBounce = (_facts.Bounces.Words[visit >> 6] >> visit) & 1;
                tally.Bounces += (int)isBounce;
                tally.Seconds += isBounce != 0 ? 0 : _facts.Ends[visit] - _facts.Starts[visit];
            }

            if (countsVisitors && tally.LastVisitor != visitor)
            {
                tally.LastVisitor = visitor;
                CountVisitor(ref tally, code, visitor);
                matching += lastMatching == visitor ? 0 : 1;
                lastMatching = visitor;
            }
        }

        visitorCounter.MatchingVisitors += matching;
        for (var code = 0; code < _codeCount; code++)
        {
            ref var tally = ref tallies[code];
            if (tally.Visits > 0)
            {
                ref var counts = ref cells[KeyOf(code)].Counts;
                counts[(int)ScanCounter.Visits] += tally.Visits;
                counts[(int)ScanCounter.Visitors] += tally.Visitors;
                counts[(int)ScanCounter.Events] += tally.Events;
                counts[(int)ScanCounter.Pageviews] += tally.Pageviews;
                if (scan.NeedsVisitMetrics)
                {
                    counts[(int)ScanCounter.BounceVisits] += tally.Visits;
                    counts[(int)ScanCounter.Bounces] += tally.Bounces;
                    counts[(int)ScanCounter.VisitPageviews] += countsViews ? tally.Pageviews : 0;
                    counts[(int)ScanCounter.DurationVisits] += tally.Visits;
                    counts[(int)ScanCounter.VisitSeconds] += tally.Seconds;
                }
            }
        }

        Return(owned);
    }

    /// <summary>Counts events and the visits and visitors that they are of.</summary>
    /// <param name="view">The segment, whose keys are bound.</param>
    /// <param name="bucket">The time bucket.</param>
    /// <param name="rows">The selected events. Engagement events count for visits and visitors, but not as events.</param>
    public void CountRows(SegmentView view, int bucket, Bitmap rows)
    {
        Start(view, bucket);
        var isKept = KeepOwners(rows);
        if (isKept)
        {
            if (_request.Needs.HasFlag(ScanNeeds.Visits))
            {
                CountOwners(rows, countsVisitors: false);
            }
        }
        else if (scan.HasEventDimensions && _codes.Width > 0 && !_request.Needs.HasFlag(ScanNeeds.Visits))
        {
            CountVisitors(rows);
        }
        else
        {
            CountOwners(rows, countsVisitors: true);
        }

        if (_request.Needs.HasFlag(ScanNeeds.Events))
        {
            var isCounted = isKept && scan.HasEventDimensions && _codes.Width > 0;
            _eventCounter.Count(_facts, _codes, _bucket, rows, isCounted ? _rowKeeper.RowsOfCode(_codes) : []);
        }
    }

    /// <summary>
    /// Returns true if each code of a segment's dictionary is a group of its own. Several places may have the same name.
    /// </summary>
    private static bool HasGroupOfItsOwnForEachCode(ScanDimension dimension) =>
        dimension.Kind is ScanDimensionKind.Visit or ScanDimensionKind.Event or ScanDimensionKind.Property;

    /// <summary>Keeps the owners of some events, to count their visitors later: by event, or by visit if visits have the codes.</summary>
    /// <returns>False if the visitors must be counted here.</returns>
    private bool KeepOwners(Bitmap rows)
    {
        if (scan.HasEventDimensions || _codes.Width == 0)
        {
            return _rowKeeper.Keep(_facts, _codes, _bucket, rows, areEvents: true);
        }

        if (!visitorCounter.TakesRows(rows))
        {
            return false;
        }

        using var visits = _facts.VisitsOf(rows);
        return _rowKeeper.Keep(_facts, _codes, _bucket, visits, areEvents: false);
    }

    [MethodImpl(Loops.Optimized)]
    private void CountOwners(Bitmap rows, bool countsVisitors)
    {
        var isOfEvent = scan.HasEventDimensions;
        var codes = Codes(out var owned);
        var width = _codes.Width;
        var tallies = StartTallies();
        var (firstVisits, firstRows) = (_facts.FirstVisits, _facts.FirstRows);
        var needsVisits = _request.Needs.HasFlag(ScanNeeds.Visits);
        var (visitor, visit, matching, lastMatching) = (0, 0, 0, -1);
        var (visitEnd, visitorEnd) = (firstRows[1], firstRows[firstVisits[1]]);
        foreach (var row in rows)
        {
            while (countsVisitors && visitorEnd <= row)
            {
                visitorEnd = firstRows[firstVisits[++visitor + 1]];
            }

            if (needsVisits || !isOfEvent)
            {
                while (visitEnd <= row)
                {
                    visitEnd = firstRows[++visit + 1];
                }
            }

            var code = width == 0 ? 0 : codes[isOfEvent ? row : visit];
            ref var tally = ref tallies[code];
            if (needsVisits && tally.LastVisit != visit)
            {
                tally.LastVisit = visit;
                tally.Visits++;
            }

            if (countsVisitors && tally.LastVisitor != visitor)
            {
                tally.LastVisitor = visitor;
                CountVisitor(ref tally, code, visitor);
                matching += lastMatching == visitor ? 0 : 1;
                lastMatching = visitor;
            }
        }

        visitorCounter.MatchingVisitors += matching;
        for (var code = 0; code < _codeCount; code++)
        {
            if (tallies[code].LastVisitor != NoGroup || tallies[code].LastVisit != NoGroup)
            {
                ref var counts = ref cells[KeyOf(code)].Counts;
                counts[(int)ScanCounter.Visits] += tallies[code].Visits;
                counts[(int)ScanCounter.Visitors] += tallies[code].Visitors;
            }
        }

        Return(owned);
    }

    /// <summary>Counts the visitors of events by the code of the event.</summary>
    private void CountVisitors(Bitmap rows)
    {
        switch (_codes.Width)
        {
            case 1:
                CountVisitors(rows.Words, _codes.Bytes);
                break;
            case 2:
                CountVisitors(rows.Words, _codes.Shorts);
                break;
            default:
                CountVisitors(rows.Words, _codes.Ints);
                break;
        }

        for (var code = 0; code < _codeCount; code++)
        {
            if (_tallies[code].LastVisitor != NoGroup)
            {
                cells[KeyOf(code)].Counts[(int)ScanCounter.Visitors] += _tallies[code].Visitors;
            }
        }
    }

    [MethodImpl(Loops.Optimized)]
    private void CountVisitors<T>(ReadOnlySpan<ulong> words, ReadOnlySpan<T> codes)
        where T : unmanaged, IBinaryInteger<T>
    {
        var tallies = StartTallies();
        var (firstVisits, firstRows) = (_facts.FirstVisits, _facts.FirstRows);
        var (visitor, visitorEnd, matching, lastMatching) = (0, firstRows[firstVisits[1]], 0, -1);
        for (var i = 0; i < words.Length; i++)
        {
            for (var rest = words[i]; rest != 0; rest &= rest - 1)
            {
                var row = (i << 6) + BitOperations.TrailingZeroCount(rest);
                while (visitorEnd <= row)
                {
                    visitorEnd = firstRows[firstVisits[++visitor + 1]];
                }

                var code = int.CreateTruncating(codes[row]);
                ref var tally = ref tallies[code];
                if (tally.LastVisitor != visitor)
                {
                    tally.LastVisitor = visitor;
                    CountVisitor(ref tally, code, visitor);
                    matching += lastMatching == visitor ? 0 : 1;
                    lastMatching = visitor;
                }
            }
        }

        visitorCounter.MatchingVisitors += matching;
    }

    private void Start(SegmentView view, int bucket)
    {
        (_facts, _bucket) = (view.Facts, bucket);
        _codes = scan.Groups.Length == 0 ? _constant : view.Columns[scan.Groups[0]].Codes;
        _codeCount = _codes.Width == 0 ? 1 : (int)_codes.CodeCount;
    }

    /// <summary>Returns the counters of all codes, with nothing counted.</summary>
    private Span<Tally> StartTallies()
    {
        if (_tallies.Length < _codeCount)
        {
            _tallies = new Tally[Math.Max(_codeCount, _tallies.Length * 2)];
        }

        var tallies = _tallies.AsSpan(0, _codeCount);
        tallies.Fill(
            new()
            {
                LastVisitor = NoGroup,
                LastVisit = NoGroup,
                Group = NoGroup,
            }
        );
        return tallies;
    }

    private void CountVisitor(ref Tally tally, int code, int visitor)
    {
        if (!visitorCounter.IsPaired(visitor))
        {
            tally.Visitors++;
            return;
        }

        if (tally.Group == NoGroup)
        {
            tally.Group = cells.Numbers.Number(KeyOf(code));
        }

        visitorCounter.AddPair(visitor, tally.Group);
    }

    private long KeyOf(int code) => keyMaker.KeyOf(_codes.Width == 0 ? _codes.Constant : code) + _bucket;

    /// <summary>Returns the codes as four bytes each; empty if all are equal.</summary>
    private ReadOnlySpan<int> Codes(out int[]? owned)
    {
        owned = null;
        if (_codes.Width == 4)
        {
            return _codes.Ints;
        }

        if (_codes.Width == 0)
        {
            return default;
        }

        owned = ArrayPool<int>.Shared.Rent(_codes.Length);
        _codes.Widen(0, owned.AsSpan(0, _codes.Length));
        return owned.AsSpan(0, _codes.Length);
    }

    private static void Return(int[]? owned)
    {
        if (owned is not null)
        {
            ArrayPool<int>.Shared.Return(owned);
        }
    }

    /// <summary>Counters of a code.</summary>
    [StructLayout(LayoutKind.Auto)]
    private struct Tally
    {
        public long Seconds;
        public int Visits;
        public int Visitors;
        public int Events;
        public int Pageviews;
        public int Bounces;
        public int LastVisitor;
        public int LastVisit;
        public int Group;
    }
}
