namespace Analytics.Core.Queries.Scanning;

/// <summary>The ids of the visitors who cross an edge between two periods, by segment.</summary>
/// <param name="Before">The ids in each segment before the edge.</param>
/// <param name="After">The ids in each segment after the edge.</param>
internal sealed record CrossingMarks(IReadOnlyList<IReadOnlyCollection<ulong>> Before, IReadOnlyList<IReadOnlyCollection<ulong>> After)
{
    /// <summary>Approximate memory in bytes.</summary>
    public long Weight => 200 + Before.Concat(After).Sum(marks => 100 + (marks.Count * 8L));
}
