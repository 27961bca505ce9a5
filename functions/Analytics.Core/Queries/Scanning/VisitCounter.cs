namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// Counts what depends on whole visits: their number, bounces and duration, and by hour or minute every bucket that they reach. Visits must come
/// in order. Not thread-safe.
/// </summary>
/// <param name="scan">What is counted.</param>
/// <param name="cells">The groups.</param>
/// <param name="keyMaker">Makes the keys of groups.</param>
/// <param name="visitors">Counts visitors.</param>
internal sealed class VisitCounter(CompiledScan scan, GroupCells cells, KeyMaker keyMaker, VisitorCounter visitors)
{
    private readonly ScanRequest _request = scan.Request;
    private SegmentFacts _facts = null!;
    private SegmentColumn? _entries;
    private TimeSlots _time = null!;

    /// <summary>By code of the entry page, 1 if a bounce counts that entered there; empty if all count.</summary>
    private byte[] _entered = [];

    /// <summary>Whether a visit and its visitor count in every bucket from its first to its last event, and not where its events are.</summary>
    public bool CountsEveryBucket { get; } = scan.Request.BucketsSplitVisits && !scan.HasEventDimensions;

    /// <summary>Takes a segment.</summary>
    public void Start(SegmentView view, TimeSlots time)
    {
        (_facts, _time) = (view.Facts, time);
        _entries = scan.EntryColumn < 0 ? null : view.Columns[scan.EntryColumn];
        if (_entries is not null && scan.EntryPages is not null)
        {
            _entered = new byte[_entries.Numbers.Length];
            scan.EntryPages.Mark(_entries.Numbers, _entered);
        }
    }

    /// <summary>Counts a visit in a group, once.</summary>
    public static void Count(ref GroupCell cell, int visit)
    {
        if (cell.LastVisit != visit + 1)
        {
            cell.LastVisit = visit + 1;
            cell.Counts[(int)ScanCounter.Visits]++;
        }
    }

    /// <summary>Counts visits of which any event matched.</summary>
    /// <param name="visits">The visits.</param>
    /// <param name="visitorOf">The visitor of each.</param>
    /// <param name="keys">Room for a key of each.</param>
    public void CountMatched(ReadOnlySpan<int> visits, ReadOnlySpan<int> visitorOf, Span<long> keys)
    {
        if (CountsEveryBucket)
        {
            keyMaker.Make(visits, [], keys);
            CountEveryBucket(visits, visitorOf, keys);
        }

        if (scan.NeedsVisitMetrics)
        {
            keyMaker.MakeOfEntries(visits, keys);
            CountMetrics(visits, keys);
        }
    }

    /// <summary>Adds the bounce and duration of a visit.</summary>
    /// <param name="counts">The group's counts.</param>
    /// <param name="visit">The visit.</param>
    /// <param name="bounces">Whether its bounce counts.</param>
    public void AddMetrics(ref GroupCounts counts, int visit, bool bounces)
    {
        var isBounce = _facts.Bounces[visit];
        counts[(int)ScanCounter.DurationVisits]++;
        counts[(int)ScanCounter.VisitSeconds] += isBounce ? 0 : _facts.Ends[visit] - _facts.Starts[visit];
        if (bounces)
        {
            counts[(int)ScanCounter.BounceVisits]++;
            counts[(int)ScanCounter.Bounces] += isBounce ? 1 : 0;
        }
    }

    private void CountEveryBucket(ReadOnlySpan<int> visits, ReadOnlySpan<int> visitorOf, ReadOnlySpan<long> keys)
    {
        for (var i = 0; i < visits.Length; i++)
        {
            var (first, last) = (_time.Of(_facts.Starts[visits[i]]), _time.Of(_facts.Ends[visits[i]]));
            last = last == TimeSlots.Outside ? _request.BucketStarts.Count - 1 : last;
            for (var bucket = Math.Max(first, 0); bucket <= last; bucket++)
            {
                var group = cells.Numbers.Number(keys[i] + bucket);
                ref var cell = ref cells.Room()[group];
                visitors.Count(ref cell, group, visitorOf[i]);
                Count(ref cell, visits[i]);
            }
        }
    }

    private void CountMetrics(ReadOnlySpan<int> visits, ReadOnlySpan<long> keys)
    {
        var seconds = _request.BucketsSplitVisits ? _facts.Ends : _facts.Starts;
        for (var i = 0; i < visits.Length; i++)
        {
            var bucket = _time.Of(seconds[visits[i]]);
            if (bucket == TimeSlots.Outside)
            {
                continue;
            }

            var entry = _entries?.Codes[visits[i]] ?? -1;
            var enteredThere = _entered.Length == 0 || _entered[entry] != 0;
            if (!scan.IsByPage || (enteredThere && entry != _entries!.Missing))
            {
                AddMetrics(ref cells[keys[i] + bucket].Counts, visits[i], enteredThere);
            }
        }
    }
}
