namespace Analytics.Core.Queries.Scanning;

/// <summary>The ids of visitors who cross an edge between two periods, by segment.</summary>
/// <param name="Before">In the segments before the edge.</param>
/// <param name="After">In the segments after it.</param>
internal sealed record CrossingMarks(IReadOnlyList<IReadOnlyCollection<ulong>> Before, IReadOnlyList<IReadOnlyCollection<ulong>> After)
{
    /// <summary>About how much memory they take, in bytes.</summary>
    public long Weight => 200 + Before.Concat(After).Sum(marks => 100 + (marks.Count * 8L));
}
