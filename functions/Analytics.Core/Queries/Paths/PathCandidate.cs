namespace Analytics.Core.Queries.Paths;

/// <summary>A page or an event with the visitors who reached it.</summary>
/// <param name="Node">The page or event.</param>
/// <param name="Visitors">The visitors.</param>
/// <param name="Percentage">Their share, in per cent with two decimals.</param>
public sealed record PathCandidate(PathNode Node, double Visitors, double? Percentage)
{
    /// <summary>Returns the first candidates: by visitors descending, then by kind and text.</summary>
    public static IReadOnlyList<PathCandidate> Top(IEnumerable<(PathNode Node, double Visitors)> all, double whole, int limit) =>
        [
            .. all.OrderByDescending(candidate => candidate.Visitors)
                .ThenByDescending(candidate => candidate.Node.IsPage)
                .ThenBy(candidate => candidate.Node.Text, StringComparer.Ordinal)
                .Take(limit)
                .Select(candidate => new PathCandidate(candidate.Node, candidate.Visitors, PathJson.Rate(candidate.Visitors, whole))),
        ];
}
