using Analytics.Core.Dimensions;
using Analytics.Core.Queries.Scanning;

namespace Analytics.Core.Tests.Queries;

/// <summary>
/// The definitions of the API, computed from a list of events with no regard for speed. Engagement events match nothing but scroll goals.
/// An event is in the groups of all goals that it reaches.
/// A visit matches when one of its events within the range passes the filter. When visits are split among buckets and grouped by
/// an event dimension, they and their visitors count in the buckets of the events of each group; without one, in every bucket from the
/// visit's first to its last event.
/// </summary>
internal sealed class NaiveScanner(IReadOnlyList<NaiveEvent> events, IReadOnlyList<NaiveTraffic>? traffic = null) : IRollupScanner
{
    private static readonly ScanDimension Page = ScanDimension.Of(EventDimension.Page);

    public ValueTask<long?> FirstEventAsync(string site, CancellationToken cancellationToken) =>
        new(events.Where(e => e.Site == site).Min(e => (long?)e.Second));

    public ValueTask<ScanResult> ScanAsync(ScanRequest request, CancellationToken cancellationToken)
    {
        var groups = new NaiveGroups();
        var matched = new HashSet<ulong>();
        foreach (var visit in NaiveVisit.Of(events.Where(e => e.Site == request.Site)))
        {
            var goals = request.Dimensions.Any(dimension => dimension.Kind == ScanDimensionKind.Goal) ? request.Goals : [];
            var matches = visit.EventsFor(request.Filter, goals)
                .Where(e => InRange(request, e.Second) && visit.Passes(request.Filter, e))
                .SelectMany(e => Values(request, visit, e).Select(values => (e, values)))
                .ToList();
            if (matches.Count == 0)
            {
                continue;
            }

            matched.Add(visit.Visitor);
            AddEvents(request, groups, visit, matches);
            AddVisit(request, groups, visit, matches);
            AddVisitMetrics(request, groups, visit);
        }

        AddTraffic(request, groups);
        return new(new ScanResult(groups.ToList(), 1, ScanNeeds.All, matched.Count));
    }

    private static void AddEvents(ScanRequest request, NaiveGroups groups, NaiveVisit visit, List<(NaiveEvent Event, string?[] Values)> matches)
    {
        foreach (var (e, values) in matches)
        {
            var group = groups.At(Bucket(request, e.Second), values);
            group[ScanCounter.Events] += e.IsEngagement ? 0 : 1;
            group[ScanCounter.Pageviews] += e.IsPageview ? 1 : 0;
            groups.AddVisitor(group, visit.Visitor);
        }
    }

    private static void AddVisit(ScanRequest request, NaiveGroups groups, NaiveVisit visit, List<(NaiveEvent Event, string?[] Values)> matches)
    {
        foreach (var combination in matches.GroupBy(match => NaiveGroups.Key(0, match.Values)))
        {
            var values = combination.First().Values;
            foreach (var bucket in BucketsOf(request, visit, combination.Select(match => match.Event)))
            {
                var group = groups.At(bucket, values);
                group[ScanCounter.Visits]++;
                if (request.BucketsSplitVisits)
                {
                    groups.AddVisitor(group, visit.Visitor);
                }
            }
        }
    }

    private static IEnumerable<int> BucketsOf(ScanRequest request, NaiveVisit visit, IEnumerable<NaiveEvent> matches)
    {
        if (!request.BucketsSplitVisits)
        {
            return InRange(request, visit.Start) ? [Bucket(request, visit.Start)] : [];
        }

        if (request.Dimensions.Any(dimension => dimension.IsOfEvent))
        {
            return matches.Select(e => Bucket(request, e.Second)).Distinct();
        }

        var first = Bucket(request, Math.Max(visit.Start, request.From));
        var last = Bucket(request, Math.Min(visit.End, request.To - 1));
        return Enumerable.Range(first, last - first + 1);
    }

    private static void AddVisitMetrics(ScanRequest request, NaiveGroups groups, NaiveVisit visit)
    {
        var countsAt = request.BucketsSplitVisits ? visit.End : visit.Start;
        if (!request.Needs.HasFlag(ScanNeeds.VisitMetrics) || !InRange(request, countsAt) || request.Dimensions.Any(dimension => dimension.IsOfEvent && dimension != Page))
        {
            return;
        }

        var byPage = request.Dimensions.Contains(Page);
        var enteredThere = NaivePageConditions.Hold(request.Filter, visit.EntryPage);
        if (byPage && !enteredThere)
        {
            return;
        }

        var values = request.Dimensions
            .Select(dimension => dimension == Page ? visit.EntryPage : visit.Value(dimension, visit.Events[0]))
            .ToArray();
        var group = groups.At(Bucket(request, countsAt), values);
        group[ScanCounter.DurationVisits]++;
        group[ScanCounter.VisitSeconds] += visit.Seconds;
        if (enteredThere)
        {
            group[ScanCounter.BounceVisits]++;
            group[ScanCounter.Bounces] += visit.IsBounce ? 1 : 0;
        }
    }

    private void AddTraffic(ScanRequest request, NaiveGroups groups)
    {
        if (!request.Needs.HasFlag(ScanNeeds.Traffic) || request.Dimensions.Count > 0)
        {
            return;
        }

        foreach (var item in (traffic ?? []).Where(item => item.Site == request.Site && InRange(request, item.Second)))
        {
            var group = groups.At(Bucket(request, item.Second), []);
            group[ScanCounter.Refused] += item.Refused;
            group[ScanCounter.Filtered] += item.Filtered;
            group[ScanCounter.Duplicates] += item.Duplicates;
        }
    }

    /// <summary>The values of an event: one combination, or one for each goal that it reaches.</summary>
    private static IEnumerable<string?[]> Values(ScanRequest request, NaiveVisit visit, NaiveEvent e)
    {
        IEnumerable<string> reached = request.Dimensions.All(dimension => dimension.Kind != ScanDimensionKind.Goal)
            ? [string.Empty]
            : request.Goals.Where(goal => visit.Passes(goal.Filter, e)).Select(goal => goal.Name);
        return reached.Select(goal => request.Dimensions.Select(
            dimension => dimension.Kind == ScanDimensionKind.Goal ? goal : visit.Value(dimension, e)).ToArray());
    }

    private static bool InRange(ScanRequest request, long second) => second >= request.From && second < request.To;

    private static int Bucket(ScanRequest request, long second) => request.BucketStarts.Count(start => start <= second) - 1;
}
