using Analytics.Core.Dimensions;
using Analytics.Core.Queries.Scanning;

namespace Analytics.Testing.Oracles;

/// <summary>
/// The definitions of the API, computed from a list of events with no regard for speed. Engagement events match nothing but scroll goals.
/// An event is in the groups of all goals that it reaches.
/// A visit matches when one of its events within the range passes the filter. When visits are split among buckets and grouped by
/// an event dimension, they and their visitors count in the buckets of the events of each group; without one, in every bucket from the
/// visit's first to its last event. Of a sample only the visitors count whose ids begin with so
/// many zero bits, each of them as often as there are such beginnings.
/// </summary>
public sealed class NaiveScanner(IReadOnlyList<NaiveEvent> events, IReadOnlyList<NaiveTraffic>? traffic = null) : IRollupScanner
{
    private static long s_visit;

    private static readonly ScanDimension Page = ScanDimension.Of(EventDimension.Page);

    public ValueTask<long?> FirstEventAsync(string site, CancellationToken cancellationToken) =>
        new(events.Where(e => e.Site == site).Min(e => (long?)e.Second));

    public ValueTask<ScanResult> ScanAsync(ScanRequest request, CancellationToken cancellationToken)
    {
        var groups = new NaiveGroups();
        var matched = new HashSet<ulong>();
        foreach (var visit in NaiveVisit.Of(events.Where(e => e.Site == request.Site && IsCounted(request, e.Visitor))))
        {
            var goals = request.Dimensions.Any(dimension => dimension.Kind == ScanDimensionKind.Goal) ? request.Goals : [];
            var matches = visit
                .EventsFor(request.Filter, goals)
                .Where(e => InRange(request, e.Second) && visit.Passes(request.Filter, e))
                .SelectMany(e => Values(request, visit, e).Select(values => (e, values)))
                .ToList();
            AddEngagement(request, groups, visit);
            AddNumbers(request, groups, visit, matches);
            if (matches.Count == 0)
            {
                continue;
            }

            matched.Add(visit.Visitor);
            AddEvents(request, groups, visit, matches);
            AddVisit(request, groups, visit, matches);
            AddVisitMetrics(request, groups, visit);
        }

        groups.Multiply(1 << request.Sample.Bits);
        AddTraffic(request, groups);
        return new(
            new ScanResult(
                groups.ToList(),
                1.0 / (1 << request.Sample.Bits),
                request.Sample.Bits == 0 ? ScanNeeds.All : ScanNeeds.Traffic,
                matched.Count
            )
        );
    }

    private static void AddEvents(
        ScanRequest request,
        NaiveGroups groups,
        NaiveVisit visit,
        List<(NaiveEvent Event, string?[] Values)> matches
    )
    {
        foreach (var (e, values) in matches)
        {
            var group = groups.At(Bucket(request, e.Second), values);
            group[ScanCounter.Events] += e.IsEngagement ? 0 : 1;
            group[ScanCounter.Pageviews] += e.IsPageview ? 1 : 0;
            if (!request.BucketsSplitVisits)
            {
                groups.AddVisitor(group, visit.Visitor);
            }
        }
    }

    private static void AddVisit(
        ScanRequest request,
        NaiveGroups groups,
        NaiveVisit visit,
        List<(NaiveEvent Event, string?[] Values)> matches
    )
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

        if (request.Dimensions.Any(dimension => dimension.IsOfEvent) || AsksForEvents(request.Filter))
        {
            return matches.Select(e => Bucket(request, e.Second)).Distinct();
        }

        var first = Bucket(request, Math.Max(visit.Start, request.From));
        var last = Bucket(request, Math.Min(visit.End, request.To - 1));
        return Enumerable.Range(first, last - first + 1);
    }

    /// <summary>True if some events of a visit may be asked for and others not.</summary>
    private static bool AsksForEvents(ScanFilter? filter) =>
        filter switch
        {
            ScanFilter.And and => and.Filters.Any(AsksForEvents),
            ScanFilter.Or or => or.Filters.Any(AsksForEvents),
            ScanFilter.Not not => AsksForEvents(not.Filter),
            ScanFilter.Match match => match.Dimension.IsOfEvent,
            ScanFilter.Goal or ScanFilter.Scrolled => true,
            _ => false,
        };

    private static void AddVisitMetrics(ScanRequest request, NaiveGroups groups, NaiveVisit visit)
    {
        if (
            !request.Needs.HasFlag(ScanNeeds.VisitMetrics) || request.Dimensions.Any(dimension => dimension.IsOfEvent && dimension != Page)
        )
        {
            return;
        }

        var byPage = request.Dimensions.Contains(Page);
        var enteredThere = NaivePageConditions.Hold(request.Filter, visit.EntryPage);
        if (byPage && (!enteredThere || !visit.Events.Any(e => e.IsPageview)))
        {
            return;
        }

        var values = request
            .Dimensions.Select(dimension => dimension == Page ? visit.EntryPage : visit.Value(dimension, visit.Events[0]))
            .ToArray();
        var endsAt = request.BucketsSplitVisits ? visit.End : visit.Start;
        foreach (var bucket in BucketsBetween(request, visit.Start, endsAt))
        {
            var group = groups.At(bucket, values);
            group[ScanCounter.BounceVisits] += enteredThere ? 1 : 0;
            group[ScanCounter.Bounces] += enteredThere && visit.IsBounce ? 1 : 0;
            group[ScanCounter.VisitPageviews] += enteredThere ? visit.Events.Count(e => e.IsPageview) : 0;
            if (InRange(request, endsAt) && bucket == Bucket(request, endsAt))
            {
                group[ScanCounter.DurationVisits]++;
                group[ScanCounter.VisitSeconds] += visit.Seconds;
                if (request.Needs.HasFlag(ScanNeeds.Durations))
                {
                    (group.Measures ??= new()).AddDuration((int)visit.Seconds, new());
                }
            }
            else
            {
                group[ScanCounter.PassingVisits]++;
            }
        }
    }

    /// <summary>The buckets that have any second from one to another.</summary>
    private static IEnumerable<int> BucketsBetween(ScanRequest request, long first, long last)
    {
        for (var bucket = 0; bucket < request.BucketStarts.Count; bucket++)
        {
            var end = bucket + 1 < request.BucketStarts.Count ? request.BucketStarts[bucket + 1] : request.To;
            if (request.BucketStarts[bucket] <= last && first < end)
            {
                yield return bucket;
            }
        }
    }

    /// <summary>Adds the engagement of a visit to a group: the deepest scroll, and all of the time.</summary>
    private static void AddEngagement(ScanRequest request, NaiveGroups groups, NaiveVisit visit)
    {
        var passing = visit
            .Engagements.Where(e => InRange(request, e.Second) && visit.Passes(request.Filter, e))
            .SelectMany(e => Values(request, visit, e).Select(values => (Event: e, Values: values)))
            .GroupBy(item => NaiveGroups.Key(Bucket(request, item.Event.Second), item.Values));
        foreach (var items in passing)
        {
            var group = groups.At(Bucket(request, items.First().Event.Second), items.First().Values);
            if (request.Needs.HasFlag(ScanNeeds.ScrollDepths) && items.Max(item => item.Event.ScrollDepth) is { } depth)
            {
                (group.Measures ??= new()).AddScroll(++s_visit, depth);
            }

            if (request.Needs.HasFlag(ScanNeeds.EngagementTimes) && items.Any(item => item.Event.EngagedFor is not null))
            {
                (group.Measures ??= new()).AddTime(++s_visit, items.Sum(item => item.Event.EngagedFor ?? 0));
            }
        }
    }

    private static void AddNumbers(
        ScanRequest request,
        NaiveGroups groups,
        NaiveVisit visit,
        List<(NaiveEvent Event, string?[] Values)> matches
    )
    {
        foreach (var (e, values) in matches)
        {
            var group = groups.At(Bucket(request, e.Second), values);
            if (e.Value is { } value && (request.Needs & (ScanNeeds.Values | ScanNeeds.ValueSums)) != 0)
            {
                (group.Measures ??= new()).AddValue(value, request.Needs.HasFlag(ScanNeeds.Values) ? new() : null);
            }

            var goal = request.Dimensions.ToList().FindIndex(dimension => dimension.Kind == ScanDimensionKind.Goal);
            var currency =
                goal >= 0 ? request.Goals.Single(listed => listed.Name == values[goal]).Currency
                : request.Revenue is { } revenue && visit.Passes(revenue.Filter, e) ? revenue.Currency
                : null;
            if (e.Currency is null || currency is null || !request.Needs.HasFlag(ScanNeeds.Revenue))
            {
                continue;
            }

            if (e.Currency == currency)
            {
                (group.Measures ??= new()).AddRevenue((long)(e.Amount * 1_000_000m));
            }
            else if (
                goal >= 0
                    ? !request.Goals.Single(listed => listed.Name == values[goal]).OtherCurrencies.Contains(e.Currency)
                    : !request.Revenue!.Elsewhere.Any(other => other.Currency == e.Currency && visit.Passes(other.Filter, e))
            )
            {
                (group.Measures ??= new()).AddOtherCurrency();
            }
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
        return reached.Select(goal =>
            request.Dimensions.Select(dimension => dimension.Kind == ScanDimensionKind.Goal ? goal : visit.Value(dimension, e)).ToArray()
        );
    }

    private static bool IsCounted(ScanRequest request, ulong visitor) =>
        request.Sample.Bits == 0 || visitor >> (64 - request.Sample.Bits) == 0;

    private static bool InRange(ScanRequest request, long second) => second >= request.From && second < request.To;

    private static int Bucket(ScanRequest request, long second) => request.BucketStarts.Count(start => start <= second) - 1;
}
