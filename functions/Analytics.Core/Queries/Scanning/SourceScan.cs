using Analytics.Core.Dimensions;
using Analytics.Core.Periods;

namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// Counts the rows of one source. O(rows), one pass over visits and only where needed over events. Used once; not thread-safe.
/// </summary>
internal sealed class SourceScan
{
    private readonly ScanRequest _request;
    private readonly RollupColumns _columns;
    private readonly VisitFacts _facts;
    private readonly CompiledFilter? _filter;
    private readonly PageConditions? _pageConditions;
    private readonly TextColumn _pages;
    private readonly GroupTable _groups;
    private readonly long[] _buckets;
    private readonly long _base;
    private readonly bool _byEvent;
    private readonly bool _eventDimensions;
    private readonly bool _byPage;
    private readonly bool _visitMetrics;
    private GroupCounts[] _counts = new GroupCounts[16];
    private int _visitor;
    private ulong _visitorId;
    private int _matchingVisitors;
    private int _lastMatching = -1;

    /// <param name="rollup">The rows.</param>
    /// <param name="request">What to count.</param>
    public SourceScan(Rollup rollup, ScanRequest request)
    {
        _request = request;
        _columns = rollup.Columns;
        _base = rollup.Period.Start;
        _facts = new(_columns);
        _filter = request.Filter is null ? null : CompiledFilter.Compile(request.Filter, _columns, _facts);
        _pages = _columns.Event(EventDimension.Page);
        _pageConditions = PageConditions.Of(request.Filter, _pages);
        var dimensions = request.Dimensions.Select(dimension => ScanColumn.Of(dimension, _columns, _facts)).ToArray();
        _groups = new(request.BucketStarts.Count, dimensions);
        _buckets = [.. request.BucketStarts];
        _eventDimensions = request.Dimensions.Any(dimension => dimension.IsOfEvent);
        _byPage = request.Dimensions.Contains(ScanDimension.Of(EventDimension.Page));
        _byEvent = _eventDimensions || _filter is { OfEvent: true };
        _visitMetrics = request.Needs.HasFlag(ScanNeeds.VisitMetrics)
            && !request.Dimensions.Any(dimension => dimension.IsOfEvent && dimension != ScanDimension.Of(EventDimension.Page));
    }

    /// <param name="rollup">The same rows again.</param>
    /// <param name="left">Visitors to leave out, by index; null for none.</param>
    /// <param name="cancellationToken">Gives up, checked every few thousand visitors.</param>
    public PartialScan Run(Rollup rollup, bool[]? left, CancellationToken cancellationToken = default)
    {
        var visitors = _columns.Visitors.Value;
        var visitsOfVisitor = _columns.VisitsOfVisitor.Value;
        var visit = 0;
        for (_visitor = 0; _visitor < visitors.Length; _visitor++)
        {
            if ((_visitor & 4095) == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            _visitorId = visitors[_visitor];
            var end = visit + visitsOfVisitor[_visitor];
            if (left is not null && left[_visitor])
            {
                visit = end;
                continue;
            }

            for (; visit < end; visit++)
            {
                if (_facts.Starts[visit] < 0)
                {
                    continue;
                }

                if (_byEvent)
                {
                    CountByEvent(visit);
                }
                else
                {
                    CountByVisit(visit);
                }
            }
        }

        return new(Groups(), rollup.SampledFraction, rollup.Threshold, _matchingVisitors);
    }

    /// <summary>Neither filter nor dimensions look at events: all events of the visit share its group but for the time bucket.</summary>
    private void CountByVisit(int visit)
    {
        if (_filter is not null && !_filter.Test(visit, -1))
        {
            return;
        }

        var start = _base + _facts.Starts[visit];
        var end = _base + _facts.Ends[visit];
        if (end < _request.From || start >= _request.To)
        {
            return;
        }

        if (start >= _request.From && end < _request.To)
        {
            var bucket = Bucket(start);
            if (bucket == Bucket(end))
            {
                CountWhole(visit, bucket);
                return;
            }
        }

        CountByEvent(visit);
    }

    /// <summary>The common case: the visit lies within one bucket.</summary>
    private void CountWhole(int visit, int bucket)
    {
        ref var counts = ref Counts(bucket, visit, -1);
        CountVisitor(ref counts);
        counts.Visits++;
        if (_request.Needs.HasFlag(ScanNeeds.Events))
        {
            var events = _facts.FirstRows[visit + 1] - _facts.FirstRows[visit];
            if (_facts.OnlyPageviews)
            {
                counts.Events += events;
                counts.Pageviews += events;
            }
            else
            {
                for (var row = _facts.FirstRows[visit]; row < _facts.FirstRows[visit + 1]; row++)
                {
                    counts.Events += _facts.IsEngagement(row) ? 0 : 1;
                    counts.Pageviews += _facts.IsPageview(row) ? 1 : 0;
                }
            }
        }

        AddMetrics(ref counts, visit, bounces: true);
    }

    private void CountByEvent(int visit)
    {
        var seconds = _columns.Seconds.Value;
        var visitStart = _base + _facts.Starts[visit];
        var visitBucket = visitStart >= _request.From && visitStart < _request.To ? Bucket(visitStart) : -1;
        var any = false;
        for (var row = _facts.FirstRows[visit]; row < _facts.FirstRows[visit + 1]; row++)
        {
            var second = _base + seconds[row];
            if (second < _request.From || second >= _request.To || _facts.IsEngagement(row)
                || (_filter is not null && !_filter.Test(visit, row)))
            {
                continue;
            }

            any = true;
            var bucket = Bucket(second);
            ref var counts = ref Counts(bucket, visit, row);
            counts.Events++;
            counts.Pageviews += _facts.IsPageview(row) ? 1 : 0;
            CountVisitor(ref counts);
            if (_request.BucketsSplitVisits)
            {
                if (_eventDimensions)
                {
                    CountVisit(ref counts, visit);
                }
            }
            else if (visitBucket >= 0)
            {
                ref var atStart = ref bucket == visitBucket ? ref counts : ref Counts(visitBucket, visit, row);
                CountVisit(ref atStart, visit);
            }
        }

        if (!any)
        {
            return;
        }

        if (_request.BucketsSplitVisits && !_eventDimensions)
        {
            CountEveryBucket(visit);
        }

        CountMetrics(visit);
    }

    /// <summary>By hour or minute a visit counts in every bucket from its first to its last event.</summary>
    private void CountEveryBucket(int visit)
    {
        var first = Bucket(Math.Max(_base + _facts.Starts[visit], _request.From));
        var last = Bucket(Math.Min(_base + _facts.Ends[visit], _request.To - 1));
        for (var bucket = first; bucket <= last; bucket++)
        {
            ref var counts = ref Counts(bucket, visit, -1);
            CountVisitor(ref counts);
            CountVisit(ref counts, visit);
        }
    }

    private void CountMetrics(int visit)
    {
        var countsAt = _base + (_request.BucketsSplitVisits ? _facts.Ends[visit] : _facts.Starts[visit]);
        if (!_visitMetrics || countsAt < _request.From || countsAt >= _request.To)
        {
            return;
        }

        var entry = _byPage || _pageConditions is not null ? _facts.EntryRows[visit] : -1;
        var enteredThere = _pageConditions is null || _pageConditions.Hold(entry < 0 ? -1 : _pages.Code(entry));
        if (_byPage && (entry < 0 || !enteredThere))
        {
            return;
        }

        AddMetrics(ref Counts(Bucket(countsAt), visit, entry), visit, enteredThere);
    }

    private void AddMetrics(ref GroupCounts counts, int visit, bool bounces)
    {
        var isBounce = _facts.Counting[visit] <= 1;
        counts.DurationVisits++;
        counts.VisitSeconds += isBounce ? 0 : _facts.Ends[visit] - _facts.Starts[visit];
        if (bounces)
        {
            counts.BounceVisits++;
            counts.Bounces += isBounce ? 1 : 0;
        }
    }

    private void CountVisitor(ref GroupCounts counts)
    {
        if (counts.LastVisitor == _visitor + 1)
        {
            return;
        }

        counts.LastVisitor = _visitor + 1;
        if ((_visitorId & 1) != 0)
        {
            (counts.Shared ??= []).Add(_visitorId);
        }
        else
        {
            counts.Visitors++;
        }

        if (_lastMatching != _visitor)
        {
            _lastMatching = _visitor;
            _matchingVisitors++;
        }
    }

    private static void CountVisit(ref GroupCounts counts, int visit)
    {
        if (counts.LastVisit != visit + 1)
        {
            counts.LastVisit = visit + 1;
            counts.Visits++;
        }
    }

    private ref GroupCounts Counts(int bucket, int visit, int row)
    {
        var group = _groups.Group(bucket, visit, row);
        if (group >= _counts.Length)
        {
            Array.Resize(ref _counts, Math.Max(group + 1, _counts.Length * 2));
        }

        return ref _counts[group];
    }

    private int Bucket(long second)
    {
        if (_buckets.Length == 1)
        {
            return 0;
        }

        var index = Array.BinarySearch(_buckets, second);
        return index >= 0 ? index : ~index - 1;
    }

    private List<PartialGroup> Groups()
    {
        var groups = new List<PartialGroup>(_groups.Count);
        for (var i = 0; i < _groups.Count; i++)
        {
            var (bucket, values) = _groups[i];
            groups.Add(new(_buckets[bucket], values, _counts[i], _counts[i].Shared is { } shared ? [.. shared] : []));
        }

        return groups;
    }
}
