namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// A filter on stored values. Leaves test one value by a predicate, which is called once per distinct value, not per row.
/// </summary>
public abstract record ScanFilter
{
    private ScanFilter() { }

    /// <summary>All parts must hold for the same event (and its visit).</summary>
    /// <param name="Filters">The parts; true when empty.</param>
    public sealed record And(IReadOnlyList<ScanFilter> Filters) : ScanFilter;

    /// <summary>At least one part must hold.</summary>
    /// <param name="Filters">The parts; false when empty.</param>
    public sealed record Or(IReadOnlyList<ScanFilter> Filters) : ScanFilter;

    /// <summary>The part must not hold.</summary>
    /// <param name="Filter">The part.</param>
    public sealed record Not(ScanFilter Filter) : ScanFilter;

    /// <summary>Returns true if any part of a filter satisfies a condition.</summary>
    public static bool Any(ScanFilter? filter, Func<ScanFilter, bool> condition) =>
        filter is not null
        && (
            condition(filter)
            || filter switch
            {
                And and => and.Filters.Any(part => Any(part, condition)),
                Or or => or.Filters.Any(part => Any(part, condition)),
                Not not => Any(not.Filter, condition),
                Goal goal => Any(goal.Filter, condition),
                HasDone done => Any(done.Filter, condition),
                _ => false,
            }
        );

    /// <summary>The stored value of a dimension satisfies the predicate.</summary>
    /// <param name="Dimension">The dimension.</param>
    /// <param name="Matches">Receives the stored value (null for a property that the event lacks; empty if not set); pure and
    /// thread-safe.</param>
    /// <param name="Key">A canonical text of operator, values and modifiers, for caches: equal keys mean equal predicates.</param>
    public sealed record Match(ScanDimension Dimension, Func<string?, bool> Matches, string Key) : ScanFilter
    {
        /// <inheritdoc/>
        public bool Equals(Match? other) => other is not null && other.Key == Key && other.Dimension == Dimension;

        /// <inheritdoc/>
        public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Key);
    }

    /// <summary>
    /// The event reaches a goal. Its conditions, also those on the page, belong to the goal: they do not select the pages where visits
    /// enter.
    /// </summary>
    /// <param name="Filter">The conditions of the goal. An engagement event counts if a <see cref="Scrolled"/> in it holds.</param>
    public sealed record Goal(ScanFilter Filter) : ScanFilter;

    /// <summary>The event is an engagement with a known scroll depth.</summary>
    /// <param name="Depth">The minimum depth in per cent.</param>
    public sealed record Scrolled(int Depth) : ScanFilter;

    /// <summary>The visit has an event that satisfies a filter, within or outside of the range.</summary>
    /// <param name="Filter">The condition on the event; without <see cref="HasDone"/>.</param>
    public sealed record HasDone(ScanFilter Filter) : ScanFilter;
}
