namespace Analytics.Core.Periods;

/// <summary>
/// The limit of distinct keys of properties, each of which costs a column, for each rollup of a site's hour or day. The earliest are
/// kept; an event stays, without excess keys. What is put together of several days keeps all that its days have, so that a longer range
/// counts no less. Names of events, pages and values are not limited, because their cost is proportional to the events.
/// </summary>
internal static class DistinctLimits
{
    /// <summary>Keys of custom properties.</summary>
    public const int PropertyKeys = 1_000;

    /// <summary>
    /// The property that holds the first key that was dropped from an event, and the name of events whose own name exceeds the limit of
    /// a request.
    /// </summary>
    public const string Other = "(other)";

    /// <summary>Returns true if a period may have no more than these.</summary>
    public static bool Limit(RollupPeriod period) => period.Tier != RollupTier.Month;

    /// <summary>Returns the keys to keep: those that were first seen earliest, and of one second the smaller ones.</summary>
    /// <param name="firstSeen">By key, its number in the draft's pool, the second in which it was first seen.</param>
    /// <param name="draft">The draft with the keys.</param>
    /// <param name="other">The number of <see cref="Other"/>, which is kept beside them, so that a second cut removes nothing.</param>
    public static HashSet<int> Kept(IReadOnlyDictionary<int, int> firstSeen, RollupDraft draft, int other)
    {
        var keys = firstSeen.Keys.Where(key => key != other).ToList();
        keys.Sort(
            (a, b) => firstSeen[a] != firstSeen[b] ? firstSeen[a].CompareTo(firstSeen[b]) : draft.Pool[a].SequenceCompareTo(draft.Pool[b])
        );
        return [.. keys.Take(PropertyKeys), other];
    }
}
