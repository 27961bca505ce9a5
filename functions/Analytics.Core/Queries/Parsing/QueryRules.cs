using Analytics.Core.Dimensions;
using Analytics.Core.Queries.Execution;
using Analytics.Core.Queries.Metrics;
using Analytics.Core.Queries.Scanning;
using Analytics.Core.Queries.Syntax;

namespace Analytics.Core.Queries.Parsing;

/// <summary>Checks the parts of a query that exclude or require each other.</summary>
internal static class QueryRules
{
    private static readonly ScanDimension Page = ScanDimension.Of(EventDimension.Page);
    private static readonly ScanDimension Hostname = ScanDimension.Of(EventDimension.Hostname);

    public static void Check(Query query)
    {
        CheckDimensions(query);
        foreach (var metric in query.Metrics)
        {
            CheckMetric(metric, query);
        }

        CheckOrder(query);
        CheckInclude(query);
        CheckDate(query.DateRange, query.Date);
    }

    /// <summary>Checks that a day replaces today only in a range that depends on today.</summary>
    /// <exception cref="QueryException">It does not.</exception>
    public static void CheckDate(QueryDateRange range, DateOnly? date)
    {
        if (date is not null && range is not QueryDateRange.Relative { IsOfDays: true })
        {
            throw new QueryException(
                $"date is '{date:yyyy-MM-dd}', but it only stands in for today; leave it out with realtime, 24h and fixed ranges."
            );
        }
    }

    /// <summary>Checks that a range can be compared.</summary>
    /// <exception cref="QueryException">It cannot.</exception>
    public static void CheckComparison(QueryDateRange range, QueryComparison? comparison)
    {
        if (comparison is not null && range is QueryDateRange.Relative { Kind: RelativeRange.Realtime })
        {
            throw new QueryException("include.comparisons cannot be used with the date_range realtime; use another range.");
        }
    }

    private static void CheckDimensions(Query query)
    {
        if (query.Dimensions.Select(dimension => dimension.Name).Distinct(StringComparer.Ordinal).Count() < query.Dimensions.Count)
        {
            throw new QueryException("dimensions names a dimension twice; name each once.");
        }

        if (query.Dimensions.Count(dimension => dimension.IsTime) > 1)
        {
            throw new QueryException("dimensions has several time dimensions; use one.");
        }
    }

    private static void CheckMetric(QueryMetric metric, Query query)
    {
        if (metric.Metric.Is(MetricTraits.Share) && query.Dimensions.Count == 0)
        {
            throw new QueryException($"The metric {metric.Name} needs dimensions, because it is a group's share of all visitors.");
        }

        var ofEvent = query.Dimensions.FirstOrDefault(dimension =>
            !dimension.IsTime && dimension.Stored.IsOfEvent && dimension.Stored != Page
        );
        if (metric.Metric.Is(MetricTraits.OfVisits) && ofEvent is not null)
        {
            throw new QueryException(
                $"The metric {metric.Name} belongs to visits and cannot be grouped by {ofEvent.Name}; leave one of them out."
            );
        }

        if (
            metric.Metric.Is(MetricTraits.OfViews)
            && query.Filters.SelectMany(filter => filter.Tests(withBehaviour: false)).Any(test => IsPage(test.Dimension))
        )
        {
            throw new QueryException(
                $"The metric {metric.Name} cannot be filtered by event:page, because it "
                    + "counts all views of a visit; leave one of them out."
            );
        }

        var byTimeOnly = query.Dimensions.All(dimension => dimension.IsTime) && query.Filters.Count == 0;
        if (metric.Metric.Is(MetricTraits.ByTimeOnly) && !byTimeOnly)
        {
            throw new QueryException($"The metric {metric.Name} is known by time only; leave out filters and other dimensions.");
        }

        if (
            metric.Metric.Is(MetricTraits.OfGoals)
            && !query.Dimensions.Any(SiteGoals.IsGoal)
            && !query.Filters.SelectMany(filter => filter.Tests(withBehaviour: false)).Any(test => SiteGoals.IsGoal(test.Dimension))
        )
        {
            throw new QueryException($"The metric {metric.Name} needs event:goal in dimensions or filters; add it there.");
        }

        if (
            metric.Metric.Is(MetricTraits.OfPages)
            && !query.Dimensions.Any(IsPage)
            && !query.Filters.SelectMany(filter => filter.Tests(withBehaviour: false)).Any(test => IsPage(test.Dimension))
        )
        {
            throw new QueryException($"The metric {metric.Name} needs event:page in dimensions or filters; add it there.");
        }

        if (metric.Metric.Is(MetricTraits.ByExitPage))
        {
            CheckExitPage(metric, query);
        }

        if (metric.Rolling is not null && query.Dimensions is not [{ IsTime: true }])
        {
            throw new QueryException($"The rolling average of {metric.Name} needs exactly one dimension, a time dimension.");
        }
    }

    private static bool IsPage(QueryDimension dimension) => !dimension.IsTime && dimension.Stored == Page;

    private static void CheckExitPage(QueryMetric metric, Query query)
    {
        if (query.Dimensions is not [{ IsTime: false, Stored.Kind: ScanDimensionKind.ExitPage }])
        {
            throw new QueryException($"The metric {metric.Name} needs the dimension visit:exit_page and no other.");
        }

        if (
            query
                .Filters.SelectMany(filter => filter.Tests(withBehaviour: false))
                .FirstOrDefault(test => test.Dimension.Stored.IsOfEvent && test.Dimension.Stored != Hostname) is
            { } ofEvent
        )
        {
            throw new QueryException(
                $"The metric {metric.Name} cannot be filtered by {ofEvent.Dimension.Name}, "
                    + "because exits belong to visits; leave one of them out."
            );
        }
    }

    private static void CheckOrder(Query query)
    {
        foreach (var order in query.OrderBy)
        {
            if (
                !query.Metrics.Any(metric => metric.Name == order.Name) && !query.Dimensions.Any(dimension => dimension.Name == order.Name)
            )
            {
                throw new QueryException(
                    $"order_by names '{Expect.Cut(order.Name)}', which is none of the query's metrics and dimensions; add it there."
                );
            }
        }
    }

    private static void CheckInclude(Query query)
    {
        if (!query.Dimensions.Any(dimension => dimension.IsTime))
        {
            var flag =
                query.Include.TimeLabels ? "time_labels"
                : query.Include.PresentIndex ? "present_index"
                : query.Include.PartialTimeLabels ? "partial_time_labels"
                : null;
            if (flag is not null)
            {
                throw new QueryException($"include.{flag} needs a time dimension; add one to dimensions.");
            }
        }

        CheckComparison(query.DateRange, query.Include.Comparison);
    }
}
