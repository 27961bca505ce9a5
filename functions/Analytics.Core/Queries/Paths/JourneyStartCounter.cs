namespace Analytics.Core.Queries.Paths;

/// <summary>Counts the visitors of each node: the nodes that a path may begin with. Not thread-safe.</summary>
internal sealed class JourneyStartCounter() : JourneyCounter(1)
{
    /// <inheritdoc/>
    protected override void CountVisit(List<Step> steps)
    {
        foreach (var step in steps)
        {
            AddReached(0);
            AddNext(0, step);
        }
    }
}
