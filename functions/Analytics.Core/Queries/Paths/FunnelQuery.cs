using Analytics.Core.Queries.Syntax;

namespace Analytics.Core.Queries.Paths;

/// <summary>A question how many visitors take some steps. Made by <see cref="FunnelParser"/>.</summary>
/// <param name="SiteId">The site.</param>
/// <param name="DateRange">When; all steps lie in it.</param>
/// <param name="Date">The day that stands in for today; null for today.</param>
/// <param name="Filters">Which events take part; all must hold.</param>
/// <param name="Steps">The steps, <see cref="MinSteps"/> to <see cref="MaxSteps"/>.</param>
/// <param name="Window">The most seconds from the first step to the last; null if all steps must lie in one visit.</param>
/// <param name="Order">The order of the steps.</param>
/// <param name="Split">What tells visitors apart; null for nothing.</param>
/// <param name="Instead">How many of the things that visitors did instead of going on are listed for each step.</param>
/// <param name="Comparison">The range compared with; null for none.</param>
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
    /// <summary>The least fraction of visitors to count, above 0 and at most 1; null for as many as the scan budget allows.</summary>
    public double? Sample { get; init; }

    /// <summary>The fewest steps.</summary>
    public const int MinSteps = 2;

    /// <summary>The most steps.</summary>
    public const int MaxSteps = 8;

    /// <summary>The longest window: 90 days, in seconds.</summary>
    public const int MaxWindow = 90 * 86_400;

    /// <summary>The window if none is given: 24 hours, in seconds.</summary>
    public const int DefaultWindow = 86_400;
}
