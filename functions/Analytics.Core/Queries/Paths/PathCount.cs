using Analytics.Core.Queries.Visitors;

namespace Analytics.Core.Queries.Paths;

/// <summary>The visitors of a request, counted.</summary>
/// <param name="Counter">The numbers of all visitors that were read.</param>
/// <param name="Nodes">The pages and events that they name; null if nobody asked for them.</param>
/// <param name="TextOf">The text of a number in <see cref="VisitorEvent.Value"/>.</param>
/// <param name="SampledFraction">The fraction of visitors that was read; 1 when all numbers are exact.</param>
internal sealed record PathCount<TCounter>(TCounter Counter, NodeTable? Nodes, Func<int, string?> TextOf, double SampledFraction)
    where TCounter : class, IPathCounter<TCounter>
{
    /// <summary>Reads and counts; a range of no length has no visitors.</summary>
    /// <exception cref="IOException">Storage does not answer now.</exception>
    public static async ValueTask<PathCount<TCounter>> ReadAsync(
        IVisitorScanner visitors, VisitorRequest request, Func<TCounter> create, CancellationToken cancellationToken)
    {
        var scan = request.From < request.To
            ? await visitors.ReadVisitorsAsync(request, create, cancellationToken)
            : VisitorScan<TCounter>.Empty;
        var sum = create();
        foreach (var counter in scan.Counters)
        {
            sum.Add(counter);
        }

        return new(sum, scan.Nodes, scan.TextOf, scan.SampledFraction);
    }
}
