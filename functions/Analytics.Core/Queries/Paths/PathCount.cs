using Analytics.Core.Queries.Visitors;

namespace Analytics.Core.Queries.Paths;

/// <summary>The visitors of a request, counted.</summary>
/// <param name="Counter">The numbers of all visitors that were read, not to be changed.</param>
/// <param name="Nodes">The pages and events that they name; null if nobody asked for them.</param>
/// <param name="TextOf">The text of a number in <see cref="VisitorEvent.Value"/>.</param>
/// <param name="SampledFraction">The fraction of visitors that was read; 1 when all numbers are exact.</param>
internal sealed record PathCount<TCounter>(TCounter Counter, NodeTable? Nodes, Func<int, string?> TextOf, double SampledFraction)
    : IVisitorAnswer
    where TCounter : class, IPathCounter<TCounter>
{
    /// <inheritdoc/>
    public long Weight => Counter.Weight + (Nodes?.Weight ?? 0);

    /// <summary>Adds up the counters of a scan.</summary>
    public static PathCount<TCounter> Of(VisitorScan<TCounter> scan, TCounter sum)
    {
        foreach (var counter in scan.Counters)
        {
            sum.Add(counter);
        }

        return new(sum, scan.Nodes, scan.TextOf, scan.SampledFraction);
    }
}
