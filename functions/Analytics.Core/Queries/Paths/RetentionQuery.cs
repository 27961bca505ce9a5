using Analytics.Core.Queries.Syntax;

namespace Analytics.Core.Queries.Paths;

/// <summary>A question how many visitors come back. Made by <see cref="RetentionParser"/>.</summary>
/// <param name="SiteId">The site.</param>
/// <param name="DateRange">When; a visitor's first event is the first in it.</param>
/// <param name="Date">The day that stands in for today; null for today.</param>
/// <param name="Filters">Which events take part; all must hold.</param>
/// <param name="CohortBy">The length of a period: day, week or month.</param>
/// <param name="First">What makes a visitor one of a cohort; null for any event.</param>
/// <param name="Returning">What counts as coming back; null for any event.</param>
public sealed record RetentionQuery(
    string SiteId,
    QueryDateRange DateRange,
    DateOnly? Date,
    IReadOnlyList<QueryFilter> Filters,
    TimeGranularity CohortBy,
    PathStep? First,
    PathStep? Returning
)
{
    /// <summary>The least fraction of visitors to count, above 0 and at most 1; null for as many as the scan budget allows.</summary>
    public double? Sample { get; init; }

    /// <summary>The most periods.</summary>
    public const int MaxPeriods = 400;
}
