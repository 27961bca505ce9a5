using Analytics.Core.Dimensions;
using Analytics.Core.Imports;
using Analytics.Core.Periods;
using Analytics.Core.Queries.Scanning;

namespace Analytics.Core.Queries.Imports;

/// <summary>
/// Chooses the tables of daily aggregates that answer a scan. Each table can only answer questions about its own columns.
/// </summary>
internal static class ImportSources
{
    private const ScanNeeds Countable =
        ScanNeeds.Visitors
        | ScanNeeds.Visits
        | ScanNeeds.Events
        | ScanNeeds.VisitMetrics
        | ScanNeeds.VisitPageviews
        | ScanNeeds.Engagement;

    private static readonly (ImportedMeasure, ScanCounter)[] Visits =
    [
        (ImportedMeasure.Visitors, ScanCounter.Visitors),
        (ImportedMeasure.Visits, ScanCounter.Visits),
        (ImportedMeasure.Pageviews, ScanCounter.Pageviews),
        .. VisitMetrics,
    ];

    private static readonly (ImportedMeasure, ScanCounter)[] Pageviews =
    [
        (ImportedMeasure.Visitors, ScanCounter.Visitors),
        (ImportedMeasure.Pageviews, ScanCounter.Pageviews),
        (ImportedMeasure.Pageviews, ScanCounter.Events),
    ];

    private static readonly (ImportedMeasure, ScanCounter)[] CustomEvents =
    [
        (ImportedMeasure.Visitors, ScanCounter.Visitors),
        (ImportedMeasure.Events, ScanCounter.Events),
    ];

    private static readonly ScanDimension Name = ScanDimension.Of(EventDimension.Name);
    private static readonly ScanDimension Page = ScanDimension.Of(EventDimension.Page);
    private static readonly ScanDimension Host = ScanDimension.Of(EventDimension.Hostname);

    private static (ImportedMeasure, ScanCounter)[] VisitMetrics =>
        [
            (ImportedMeasure.Visits, ScanCounter.BounceVisits),
            (ImportedMeasure.Bounces, ScanCounter.Bounces),
            (ImportedMeasure.Pageviews, ScanCounter.VisitPageviews),
            (ImportedMeasure.Visits, ScanCounter.DurationVisits),
            (ImportedMeasure.VisitSeconds, ScanCounter.VisitSeconds),
        ];

    /// <summary>Returns the tables that together answer a scan.</summary>
    /// <param name="request">The scan.</param>
    /// <param name="dimensions">All dimensions of its groups, filters and goals.</param>
    /// <param name="asksEvents">True if numbers of all events are requested, not only of pageviews.</param>
    /// <exception cref="ImportsRefusedException">No tables do.</exception>
    public static IReadOnlyList<ImportSource> For(ScanRequest request, IReadOnlyCollection<ScanDimension> dimensions, bool asksEvents)
    {
        if ((request.Needs & ~Countable) != 0)
        {
            throw new ImportsRefusedException(
                "they hold visitors, visits, pageviews, events, bounces, durations and engagement, and a metric needs more"
            );
        }

        if (dimensions.Count == 0)
        {
            Require(request.Needs, Countable & ~ScanNeeds.Engagement, "the whole site");
            return asksEvents
                ?
                [
                    Of("imported_visitors", [.. Visits, (ImportedMeasure.Pageviews, ScanCounter.Events)]),
                    Of("imported_custom_events", [(ImportedMeasure.Events, ScanCounter.Events)]),
                ]
                : [Of("imported_visitors", Visits)];
        }

        if (dimensions.All(dimension => dimension == Name))
        {
            Require(request.Needs, ScanNeeds.Visitors | ScanNeeds.Events, "events by name");
            return [Of("imported_visitors", Pageviews, VisitRules.Pageview), Of("imported_custom_events", CustomEvents)];
        }

        if (dimensions.All(dimension => dimension == Page || dimension == Host))
        {
            return Pages(request, dimensions, asksEvents);
        }

        if (
            dimensions.All(dimension =>
                dimension == Page || dimension == Host || dimension == Name || dimension.Kind == ScanDimensionKind.Property
            )
        )
        {
            Require(request.Needs, ScanNeeds.Visitors | ScanNeeds.Events, "goals, or names and properties of events");
            return [Of("imported_pages", Pageviews, VisitRules.Pageview), Of("imported_custom_events", CustomEvents)];
        }

        var source =
            ImportedTable.All.Select(table => new ImportSource(table, Visits)).FirstOrDefault(source => dimensions.All(source.Has))
            ?? throw new ImportsRefusedException("no table of them has all the dimensions and filters of the question together");
        Require(request.Needs, Countable & ~ScanNeeds.Engagement, "visits");
        return asksEvents
            ? throw new ImportsRefusedException(
                "they do not tell which visits custom events belong to; ask for pageviews instead of events"
            )
            : [source];
    }

    private static IReadOnlyList<ImportSource> Pages(ScanRequest request, IReadOnlyCollection<ScanDimension> dimensions, bool asksEvents)
    {
        if (asksEvents)
        {
            throw new ImportsRefusedException("they do not tell on which pages custom events were; ask for pageviews instead of events");
        }

        var pages = Of(
            "imported_pages",
            [
                (ImportedMeasure.Visitors, ScanCounter.Visitors),
                (ImportedMeasure.Visits, ScanCounter.Visits),
                (ImportedMeasure.Pageviews, ScanCounter.Pageviews),
            ]
        );
        if (!request.Needs.HasFlag(ScanNeeds.VisitMetrics))
        {
            return [pages];
        }

        // By page, these metrics are about the visits that entered on the page.
        return request.Filter is null && dimensions.All(dimension => dimension == Page)
            ? [pages, Of("imported_entry_pages", VisitMetrics) with { Alias = (Page, new(ScanDimensionKind.EntryPage)) }]
            : throw new ImportsRefusedException(
                "they tell bounces, views and durations of visits by entry page, and neither by host nor with a filter on pages"
            );
    }

    private static ImportSource Of(string table, (ImportedMeasure, ScanCounter)[] counters, string? name = null) =>
        new(ImportedTable.Find(table)!, counters, name);

    private static void Require(ScanNeeds needs, ScanNeeds known, string what)
    {
        if ((needs & ~known) != 0)
        {
            throw new ImportsRefusedException($"of {what} they do not hold all the metrics that the question asks for");
        }
    }
}
