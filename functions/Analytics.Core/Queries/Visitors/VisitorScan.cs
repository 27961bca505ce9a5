namespace Analytics.Core.Queries.Visitors;

/// <summary>The counters of a scan; every visitor was counted by one of them.</summary>
/// <param name="Counters">The counters, read-only; empty without visitors.</param>
/// <param name="SampledFraction">Fraction of the visitors that was read; 1 if all numbers are exact.</param>
/// <param name="TextOf">Returns the text of a number in <see cref="VisitorEvent.Value"/>; null for a property that the event
/// lacks.</param>
public sealed record VisitorScan<TCounter>(IReadOnlyList<TCounter> Counters, double SampledFraction, Func<int, string?> TextOf)
{
    /// <summary>The pages and event names of the counters' nodes; null if the request has no nodes.</summary>
    public NodeTable? Nodes { get; init; }

    /// <summary>A scan without visitors.</summary>
    public static VisitorScan<TCounter> Empty { get; } = new([], 1, static _ => null);
}
