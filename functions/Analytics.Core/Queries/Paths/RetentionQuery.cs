using Analytics.Core.Queries.Syntax;

namespace Analytics.Core.Queries.Paths;

/// <summary>A question about the number of visitors who return. Created by <see cref="RetentionParser"/>.</summary>
/// <param name="SiteId">The site.</param>
/// <param name="DateRange">The time range; a visitor's first event is the first one in it.</param>
/// <param name="Date">The day that replaces today; null for today.</param>
/// <param name="Filters">Conditions on the events; all must hold.</param>
/// <param name="CohortBy">The length of a period: day, week or month.</param>
/// <param name="First">The action that puts a visitor into a cohort; null for any event.</param>
/// <param name="Returning">The action that counts as returning; null for any event.</param>
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
    /// <summary>The minimum fraction of visitors to count, above 0 and at most 1; null for as many as the scan budget allows.</summary>
    public double? Sample { get; init; }

    /// <summary>The maximum number of periods.</summary>
    public const int MaxPeriods = 400;
}
