using Analytics.Core.Queries.Syntax;

namespace Analytics.Core.Queries.Paths;

/// <summary>
/// A question about where visitors go from a page, event or goal, or where they come from. Created by <see cref="JourneyParser"/>.
/// </summary>
/// <param name="SiteId">The site.</param>
/// <param name="DateRange">The time range.</param>
/// <param name="Date">The day that replaces today; null for today.</param>
/// <param name="Filters">Conditions on the events; all must hold.</param>
/// <param name="IsBackward">True to follow visits backwards from the first step of the path.</param>
/// <param name="Path">The steps chosen so far, 0 to <see cref="MaxDepth"/>.</param>
/// <param name="GroupsDirectories">True if the pages of a directory are one node.</param>
/// <param name="Search">A text that the names of next steps contain, in any case; null for all.</param>
/// <param name="Limit">Maximum number of next steps listed for each step.</param>
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
    /// <summary>The minimum fraction of visitors to count, above 0 and at most 1; null for as many as the scan budget allows.</summary>
    public double? Sample { get; init; }

    /// <summary>The maximum number of steps of a path.</summary>
    public const int MaxDepth = 20;
}
