using Analytics.Core.Queries.Visitors;

namespace Analytics.Core.Queries.Paths;

/// <summary>The counted visitors of a request.</summary>
/// <param name="Counter">The numbers of all visitors that were read; read-only.</param>
/// <param name="Nodes">The pages and events of the numbers; null if the request has no nodes.</param>
/// <param name="TextOf">Returns the text of a number in <see cref="VisitorEvent.Value"/>.</param>
/// <param name="SampledFraction">Fraction of the visitors that was read; 1 if all numbers are exact.</param>
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
