namespace Analytics.Core.Queries.Syntax;

/// <summary>A query as the client wrote it, checked: every name in it exists and every combination can be answered.</summary>
/// <param name="SiteIds">The sites asked about: at least one, none twice.</param>
/// <param name="Metrics">At least one.</param>
/// <param name="DateRange">The range, not yet resolved in the site's zone.</param>
/// <param name="Date">The day that stands in for today in a relative range.</param>
/// <param name="Dimensions">What to group by; at most one is a time dimension.</param>
/// <param name="Filters">All must hold.</param>
/// <param name="OrderBy">Empty for the default order.</param>
/// <param name="Include">What else the answer carries.</param>
/// <param name="Pagination">Which rows to answer.</param>
public sealed record Query(
    IReadOnlyList<string> SiteIds,
    IReadOnlyList<QueryMetric> Metrics,
    QueryDateRange DateRange,
    DateOnly? Date,
    IReadOnlyList<QueryDimension> Dimensions,
    IReadOnlyList<QueryFilter> Filters,
    IReadOnlyList<QueryOrder> OrderBy,
    QueryInclude Include,
    QueryPagination Pagination
);
