using System.Buffers;
using System.Runtime.InteropServices;
using Analytics.Core.Columns;

namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// Counts a segment of which everything lies in one time bucket, by no dimension or by one: its rows are counted by code in a small table,
/// and what a code has is added to the cell of its group at the end. Not thread-safe.
/// </summary>
/// <remarks>
/// <code>
/// visitor   A     A     B     B            code a: 3 events, visitors A and B
/// code      a     b     a     a            code b: 1 event, visitor A
/// </code>
/// </remarks>
/// <param name="scan">What is counted.</param>
/// <param name="cells">The groups.</param>
/// <param name="keyMaker">Makes the keys of groups.</param>
/// <param name="visitorCounter">Takes pairs of visitors and groups.</param>
internal sealed class ColumnCounter(CompiledScan scan, GroupCells cells, KeyMaker keyMaker, VisitorCounter visitorCounter)
{
    private const int NoGroup = -1;

    private readonly ScanRequest _request = scan.Request;
    private readonly CodeColumn _constant = CodeColumn.Constantly(0, 1);
    private Tally[] _tallies = [];
    private long[] _counts = [];
    private SegmentFacts _facts = null!;
    private CodeColumn _codes = null!;
    private int _bucket;
    private int _codeCount;

    /// <summary>True if it can count what a scan asks for, wherever everything lies in one time bucket.</summary>
    public static bool Counts(CompiledScan scan) =>
        scan.Request.Dimensions.Count <= 1 && scan.Request.Dimensions.All(HasGroupOfItsOwnForEachCode) && !MeasureCounter.IsNeeded(scan.Request)
        && (!scan.IsByEvent || !scan.NeedsVisitMetrics) && !scan.Request.BucketsSplitVisits;

    /// <summary>Counts whole visits.</summary>
    /// <param name="view">The segment, whose keys are bound.</param>
    /// <param name="bucket">The time bucket.</param>
    /// <param name="visits">The visits.</param>
    public void CountVisits(SegmentView view, int bucket, Bitmap visits)
    {
        Start(view, bucket);
        var codes = Codes(out var owned);
        var width = _codes.Width;
        var tallies = _tallies;
        var needsEvents = _request.Needs.HasFlag(ScanNeeds.Events);
        var (visitor, visitorEnd, matching, lastMatching) = (0, _facts.FirstVisits[1], 0, -1);
        foreach (var visit in visits)
        {
            while (visitorEnd <= visit)
            {
                visitorEnd = _facts.FirstVisits[++visitor + 1];
            }

            var code = width == 0 ? 0 : codes[visit];
            ref var tally = ref tallies[code];
            tally.Visits++;
            if (needsEvents)
            {
                var all = _facts.FirstRows[visit + 1] - _facts.FirstRows[visit];
                tally.Events += _facts.EventsOfVisit is null ? all : _facts.EventsOfVisit[visit];
                tally.Pageviews += _facts.PageviewsOfVisit is null ? all : _facts.PageviewsOfVisit[visit];
            }

            if (scan.NeedsVisitMetrics)
            {
                var isBounce = (_facts.Bounces.Words[visit >> 6] >> visit) & 1;
                tally.Bounces += (int)isBounce;
                tally.Seconds += isBounce != 0 ? 0 : _facts.Ends[visit] - _facts.Starts[visit];
            }

            if (tally.LastVisitor != visitor)
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
    /// <param name="rows">The events; engagement among them makes visits and visitors count, and is no event.</param>
    public void CountRows(SegmentView view, int bucket, Bitmap rows)
    {
        Start(view, bucket);
        CountOwners(rows);
        var isOfEvent = scan.HasEventDimensions;
        if (_request.Needs.HasFlag(ScanNeeds.Events))
        {
            using var some = Bitmap.Rent(rows.Length);
            rows.CopyTo(some);
            if (scan.Engagement is not null && _facts.Counted is { } counted)
            {
                some.And(counted);
            }

            AddCounts(some, ScanCounter.Events, isOfEvent);
            if (_facts.Pageviews is { } pageviews)
            {
                some.And(pageviews);
            }

            AddCounts(some, ScanCounter.Pageviews, isOfEvent);
        }
    }

    /// <summary>True unless several codes of a segment's dictionary may be of one group, as places with the same name are.</summary>
    private static bool HasGroupOfItsOwnForEachCode(ScanDimension dimension) =>
        dimension.Kind is ScanDimensionKind.Visit or ScanDimensionKind.Event or ScanDimensionKind.Property;

    private void CountOwners(Bitmap rows)
    {
        var isOfEvent = scan.HasEventDimensions;
        var codes = Codes(out var owned);
        var width = _codes.Width;
        var tallies = _tallies;
        var (firstVisits, firstRows) = (_facts.FirstVisits, _facts.FirstRows);
        var needsVisits = _request.Needs.HasFlag(ScanNeeds.Visits);
        var (visitor, visit, matching, lastMatching) = (0, 0, 0, -1);
        var (visitEnd, visitorEnd) = (firstRows[1], firstRows[firstVisits[1]]);
        foreach (var row in rows)
        {
            while (visitorEnd <= row)
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

            if (tally.LastVisitor != visitor)
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
            if (tallies[code].LastVisitor != NoGroup)
            {
                ref var counts = ref cells[KeyOf(code)].Counts;
                counts[(int)ScanCounter.Visits] += tallies[code].Visits;
                counts[(int)ScanCounter.Visitors] += tallies[code].Visitors;
            }
        }

        Return(owned);
    }

    private void AddCounts(Bitmap rows, ScanCounter counter, bool isOfEvent)
    {
        if (!isOfEvent && _codes.Width > 0)
        {
            AddByVisit(rows, counter);
            return;
        }

        if (_codes.Width == 0)
        {
            if (rows.Count() is > 0 and var count)
            {
                cells[KeyOf(0)].Counts[(int)counter] += count;
            }

            return;
        }

        Array.Resize(ref _counts, Math.Max(_counts.Length, _codeCount));
        var counts = _counts.AsSpan(0, _codeCount);
        counts.Clear();
        _codes.CountInto(rows, counts);
        Add(counts, counter);
    }

    private void AddByVisit(Bitmap rows, ScanCounter counter)
    {
        Array.Resize(ref _counts, Math.Max(_counts.Length, _codeCount));
        var counts = _counts.AsSpan(0, _codeCount);
        counts.Clear();
        var firstRows = _facts.FirstRows;
        var visit = 0;
        foreach (var row in rows)
        {
            while (firstRows[visit + 1] <= row)
            {
                visit++;
            }

            counts[_codes[visit]]++;
        }

        Add(counts, counter);
    }

    private void Add(ReadOnlySpan<long> counts, ScanCounter counter)
    {
        for (var code = 0; code < counts.Length; code++)
        {
            if (counts[code] != 0)
            {
                cells[KeyOf(code)].Counts[(int)counter] += counts[code];
            }
        }
    }

    private void Start(SegmentView view, int bucket)
    {
        (_facts, _bucket) = (view.Facts, bucket);
        _codes = scan.Groups.Length == 0 ? _constant : view.Columns[scan.Groups[0]].Codes;
        _codeCount = _codes.Width == 0 ? 1 : (int)_codes.CodeCount;
        if (_tallies.Length < _codeCount)
        {
            _tallies = new Tally[Math.Max(_codeCount, _tallies.Length * 2)];
        }

        _tallies.AsSpan(0, _codeCount).Fill(new() { LastVisitor = NoGroup, LastVisit = NoGroup, Group = NoGroup });
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

    /// <summary>The codes, four bytes each; nothing if all are equal.</summary>
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
