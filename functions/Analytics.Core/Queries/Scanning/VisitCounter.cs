namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// Counts the numbers of whole visits: visits, bounces, views and durations, by hour or minute in every bucket that a visit touches
/// (visits only where all of its events are asked for). Visits must come in order. Not thread-safe.
/// </summary>
/// <param name="scan">The compiled scan.</param>
/// <param name="cells">The groups.</param>
/// <param name="keyMaker">Makes the keys of groups.</param>
/// <param name="visitors">Counts visitors.</param>
internal sealed class VisitCounter(CompiledScan scan, GroupCells cells, KeyMaker keyMaker, VisitorCounter visitors)
{
    private readonly ScanRequest _request = scan.Request;
    private readonly bool _needsPageviews = scan.Request.Needs.HasFlag(ScanNeeds.VisitPageviews);
    private readonly bool _needsDurations = scan.Request.Needs.HasFlag(ScanNeeds.Durations);
    private SegmentFacts _facts = null!;
    private SegmentColumn? _entries;
    private TimeSlots _time = null!;

    /// <summary>1 by code of the entry page if the bounces of visits that entered there count; empty if all count.</summary>
    private byte[] _entered = [];

    /// <summary>
    /// True if a visit and its visitor count in every bucket from its first to its last event, rather than in the buckets of its events:
    /// by hour or minute, unless some of its events are asked for and not others.
    /// </summary>
    public bool CountsEveryBucket { get; } =
        scan.Request.BucketsSplitVisits && !scan.HasEventDimensions && scan.EventConditions.Length == 0;

    /// <summary>Starts a segment.</summary>
    public void Start(SegmentView view, TimeSlots time)
    {
        (_facts, _time) = (view.Facts, time);
        _entries = scan.EntryColumn < 0 ? null : view.Columns[scan.EntryColumn];
        if (_entries is not null && scan.EntryPages is not null)
        {
            _entered = new byte[_entries.Numbers.Length];
            scan.EntryPages.Mark(_entries.Numbers, _entered, view.Cancellation);
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

    /// <summary>Counts visits with at least one matching event.</summary>
    /// <param name="visits">The visits.</param>
    /// <param name="visitorOf">The visitor of each visit.</param>
    /// <param name="keys">A buffer for one key per visit.</param>
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

    /// <summary>Adds the bounce, views and duration of a visit.</summary>
    /// <param name="counts">The group's counts.</param>
    /// <param name="group">The group.</param>
    /// <param name="visit">The visit.</param>
    public void AddMetrics(ref GroupCounts counts, int group, int visit)
    {
        AddBounce(ref counts, visit);
        AddDuration(ref counts, group, visit);
    }

    private void AddBounce(ref GroupCounts counts, int visit)
    {
        counts[(int)ScanCounter.BounceVisits]++;
        counts[(int)ScanCounter.Bounces] += _facts.Bounces[visit] ? 1 : 0;
        if (_needsPageviews)
        {
            counts[(int)ScanCounter.VisitPageviews] += _facts.EventsOf(visit) - (_facts.OthersOfVisit?[visit] ?? 0);
        }
    }

    private void AddDuration(ref GroupCounts counts, int group, int visit)
    {
        var seconds = _facts.Bounces[visit] ? 0 : _facts.Ends[visit] - _facts.Starts[visit];
        counts[(int)ScanCounter.DurationVisits]++;
        counts[(int)ScanCounter.VisitSeconds] += seconds;
        if (_needsDurations)
        {
            cells.MeasuresOf(group).AddDuration(seconds, scan.Samples);
        }
    }

    /// <summary>Returns true for a visit with only engagement events in the range.</summary>
    private bool EndsBeforeRange(int visit) => _facts.Start + _facts.Ends[visit] < _request.From;

    private void CountEveryBucket(ReadOnlySpan<int> visits, ReadOnlySpan<int> visitorOf, ReadOnlySpan<long> keys)
    {
        for (var i = 0; i < visits.Length; i++)
        {
            if (EndsBeforeRange(visits[i]))
            {
                continue;
            }

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

    /// <summary>
    /// Counts bounces and durations in the bucket where a visit begins; by hour or minute, bounces in every bucket that it touches and
    /// its duration in the last one.
    /// </summary>
    private void CountMetrics(ReadOnlySpan<int> visits, ReadOnlySpan<long> keys)
    {
        for (var i = 0; i < visits.Length; i++)
        {
            var visit = visits[i];
            var entry = _entries?.Codes[visit] ?? -1;
            var countsBounce = _entered.Length == 0 || _entered[entry] != 0;
            if (
                (scan.IsByPage && (!countsBounce || entry == _entries!.Missing)) || (_request.BucketsSplitVisits && EndsBeforeRange(visit))
            )
            {
                continue;
            }

            var first = _time.Of(_facts.Starts[visit]);
            var last = _request.BucketsSplitVisits ? _time.Of(_facts.Ends[visit]) : first;
            var (from, to) = _request.BucketsSplitVisits
                ? (Math.Max(first, 0), last == TimeSlots.Outside ? _request.BucketStarts.Count - 1 : last)
                : (Math.Max(first, 0), first);
            for (var bucket = from; bucket <= to; bucket++)
            {
                var group = cells.Numbers.Number(keys[i] + bucket);
                ref var counts = ref cells.Room()[group].Counts;
                if (countsBounce)
                {
                    AddBounce(ref counts, visit);
                }

                if (bucket == last)
                {
                    AddDuration(ref counts, group, visit);
                }
                else
                {
                    counts[(int)ScanCounter.PassingVisits]++;
                }
            }
        }
    }
}
