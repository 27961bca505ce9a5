using Analytics.Core.Queries.Syntax;

namespace Analytics.Core.Queries.Paths;

/// <summary>
/// A question where visitors go from a page, event or goal, or where they come from. Made by <see cref="JourneyParser"/>.
/// </summary>
/// <param name="SiteId">The site.</param>
/// <param name="DateRange">When.</param>
/// <param name="Date">The day that stands in for today; null for today.</param>
/// <param name="Filters">Which events take part; all must hold.</param>
/// <param name="IsBackward">True to follow visits back from the first step of the path.</param>
/// <param name="Path">The steps chosen so far, 0 to <see cref="MaxDepth"/>.</param>
/// <param name="GroupsDirectories">True if the pages of a directory are one node.</param>
/// <param name="Search">What the names of next steps contain, whatever the case; null for any.</param>
/// <param name="Limit">The most next steps that are listed for each step.</param>
public sealed record JourneyQuery(
    string SiteId,
    QueryDateRange DateRange,
    DateOnly? Date,
    IReadOnlyList<QueryFilter> Filters,
    bool IsBackward,
    IReadOnlyList<PathStep> Path,
    bool GroupsDirectories,
    string? Search,
    int Limit
)
{
    /// <summary>The least fraction of visitors to count, above 0 and at most 1; null for as many as the scan budget allows.</summary>
    public double? Sample { get; init; }

    /// <summary>The most steps of a path.</summary>
    public const int MaxDepth = 20;
}
