namespace Analytics.Core.Queries.Syntax;

/// <summary>A parsed and checked query: every name in it exists and every combination can be answered.</summary>
/// <param name="SiteIds">The different sites, at least one.</param>
/// <param name="Metrics">The metrics, at least one.</param>
/// <param name="DateRange">The range, not yet resolved in the site's time zone.</param>
/// <param name="Date">The day that replaces today in a relative range; null for today.</param>
/// <param name="Dimensions">The dimensions to group by; at most one is a time dimension.</param>
/// <param name="Filters">The conditions; all must hold.</param>
/// <param name="OrderBy">The sort keys; empty for the default order.</param>
/// <param name="Include">Further parts of the answer.</param>
/// <param name="Pagination">The page of rows to return.</param>
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
