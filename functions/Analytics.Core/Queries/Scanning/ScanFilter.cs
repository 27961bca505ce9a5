namespace Analytics.Core.Queries.Scanning;

/// <summary>A filter over the stored values. Leaves test one value by a predicate that is called once per distinct value, not per row.</summary>
public abstract record ScanFilter
{
    private ScanFilter()
    {
    }

    /// <summary>All must hold for the same event (and its visit).</summary>
    /// <param name="Filters">The parts; true when empty.</param>
    public sealed record And(IReadOnlyList<ScanFilter> Filters) : ScanFilter;

    /// <summary>At least one must hold.</summary>
    /// <param name="Filters">The parts; false when empty.</param>
    public sealed record Or(IReadOnlyList<ScanFilter> Filters) : ScanFilter;

    /// <summary>Must not hold.</summary>
    /// <param name="Filter">The part.</param>
    public sealed record Not(ScanFilter Filter) : ScanFilter;

    /// <summary>The dimension's stored value satisfies the predicate.</summary>
    /// <param name="Dimension">The dimension.</param>
    /// <param name="Matches">
    /// Gets the stored value (null for a property the event lacks; empty when not set); pure and thread-safe.
    /// </param>
    /// <param name="Key">A canonical text of dimension, operator, values and modifiers: equal keys mean equal predicates. Used to cache partial results.</param>
    public sealed record Match(ScanDimension Dimension, Func<string?, bool> Matches, string Key) : ScanFilter
    {
        /// <inheritdoc/>
        public bool Equals(Match? other) => other is not null && other.Key == Key && other.Dimension == Dimension;

        /// <inheritdoc/>
        public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Key);
    }
}
