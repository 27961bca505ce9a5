namespace Analytics.Core.Queries.Visitors;

/// <summary>Counts, in several counters; every visitor is in one of them.</summary>
/// <param name="Counters">The counters, not to be changed; none if there is nothing.</param>
/// <param name="SampledFraction">The fraction of visitors that were read; 1 when all numbers are exact.</param>
/// <param name="TextOf">The text of a number in <see cref="VisitorEvent.Value"/>; null for a property that the event lacks.</param>
public sealed record VisitorScan<TCounter>(IReadOnlyList<TCounter> Counters, double SampledFraction, Func<int, string?> TextOf)
{
    /// <summary>The numbers of pages and event names that the counters name; null if nobody asked for them.</summary>
    public NodeTable? Nodes { get; init; }

    /// <summary>Nothing was found.</summary>
    public static VisitorScan<TCounter> Empty { get; } = new([], 1, static _ => null);
}
