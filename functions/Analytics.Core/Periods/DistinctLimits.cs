namespace Analytics.Core.Periods;

/// <summary>
/// Bounds on what costs a column or a code of its own, for each rollup of a site's hour or day. The first come first; an event stays,
/// without what exceeds. Pages and values are not bounded: their cost is that of their events.
/// </summary>
internal static class DistinctLimits
{
    /// <summary>Keys of custom properties.</summary>
    public const int PropertyKeys = 1_000;

    /// <summary>Names of events.</summary>
    public const int Names = 1_000;

    /// <summary>
    /// The name of events whose own name exceeds the limit, and the property that holds the first key that was dropped from an event.
    /// </summary>
    public const string Other = "(other)";

    /// <summary>The texts that stay: those that were first seen earliest, of one second the smaller ones.</summary>
    /// <param name="firstSeen">The second in which each was first seen, by its number in the draft's pool.</param>
    /// <param name="draft">Has the texts.</param>
    /// <param name="limit">Number of texts that stay in addition to those that always do; cutting a second time cuts nothing.</param>
    /// <param name="always">Texts that stay in any case, by number.</param>
    public static HashSet<int> Kept(IReadOnlyDictionary<int, int> firstSeen, RollupDraft draft, int limit, ReadOnlySpan<int> always)
    {
        var kept = firstSeen.Keys.Intersect(always.ToArray()).ToHashSet();
        var others = firstSeen.Keys.Except(kept).ToList();
        others.Sort(
            (a, b) => firstSeen[a] != firstSeen[b] ? firstSeen[a].CompareTo(firstSeen[b]) : draft.Pool[a].SequenceCompareTo(draft.Pool[b])
        );
        kept.UnionWith(others.Take(limit));
        return kept;
    }
}
