using Analytics.Core.Queries.Syntax;

namespace Analytics.Core.Queries.Paths;

/// <summary>A question about the number of visitors who take certain steps. Created by <see cref="FunnelParser"/>.</summary>
/// <param name="SiteId">The site.</param>
/// <param name="DateRange">The time range of all steps.</param>
/// <param name="Date">The day that replaces today; null for today.</param>
/// <param name="Filters">Conditions on the events; all must hold.</param>
/// <param name="Steps">The steps, <see cref="MinSteps"/> to <see cref="MaxSteps"/>.</param>
/// <param name="Window">Maximum number of seconds from the first step to the last; null if all steps must be in one visit.</param>
/// <param name="Order">The order of the steps.</param>
/// <param name="Split">The dimension that splits the visitors into groups; null for no groups.</param>
/// <param name="Instead">Number of next actions listed for each step, of the visitors who got no further.</param>
/// <param name="Comparison">The comparison range; null for none.</param>
public sealed record FunnelQuery(
    string SiteId,
    QueryDateRange DateRange,
    DateOnly? Date,
    IReadOnlyList<QueryFilter> Filters,
    IReadOnlyList<PathStep> Steps,
    int? Window,
    FunnelOrder Order,
    FunnelSplit? Split,
    int Instead,
    QueryComparison? Comparison
)
{
    /// <summary>The minimum fraction of visitors to count, above 0 and at most 1; null for as many as the scan budget allows.</summary>
    public double? Sample { get; init; }

    /// <summary>The minimum number of steps.</summary>
    public const int MinSteps = 2;

    /// <summary>The maximum number of steps.</summary>
    public const int MaxSteps = 8;

    /// <summary>The longest window: 90 days, in seconds.</summary>
    public const int MaxWindow = 90 * 86_400;

    /// <summary>The window if none is given: 24 hours, in seconds.</summary>
    public const int DefaultWindow = 86_400;
}
