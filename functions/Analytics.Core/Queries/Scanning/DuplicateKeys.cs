using Analytics.Core.Periods;

namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// Finds events of a day that arrived twice, also under different visitors. Visitors with the same event id are counted together, because
/// only one of the events counts. Not thread-safe.
/// </summary>
/// <param name="keys">The keys of the rows to begin with; null to find them when rows are added.</param>
internal sealed class DuplicateKeys(KeySet? keys)
{
    private readonly Dictionary<ulong, HashSet<ulong>> _groups = [];
    private KeySet? _keys = keys;

    /// <summary>Approximate memory in bytes.</summary>
    public long Weight => (_keys?.Weight ?? 0) + (_groups.Count * 120L);

    /// <summary>Extends a set of visitors by all visitors who share an event id with one of them.</summary>
    public void AddLinked(HashSet<ulong> visitors) => visitors.UnionWith(LinkedTo(visitors));

    /// <summary>Returns the visitors who share an event id with one of some visitors, these included.</summary>
    public HashSet<ulong> LinkedTo(IEnumerable<ulong> visitors)
    {
        var linked = new HashSet<ulong>();
        if (_groups.Count > 0)
        {
            foreach (var visitor in visitors)
            {
                if (!linked.Contains(visitor) && _groups.TryGetValue(visitor, out var group))
                {
                    linked.UnionWith(group);
                }
            }
        }

        return linked;
    }

    /// <summary>True if any visitors share an event id.</summary>
    public bool HasLinks => _groups.Count > 0;

    /// <summary>Returns true if a visitor shares an event id with another.</summary>
    public bool IsLinked(ulong visitor) => _groups.ContainsKey(visitor);

    /// <summary>Returns true if any of some events is among the rows.</summary>
    /// <param name="events">Ids and seconds, Unix time.</param>
    /// <param name="start">The second that the rows' seconds count from, Unix time.</param>
    /// <param name="slices">The rows.</param>
    public bool Any(HashSet<(ulong Key, long Second)> events, long start, IEnumerable<DaySlice> slices)
    {
        var keys = events.Select(e => e.Key).Where(key => _keys is null || _keys.Contains(key)).ToHashSet();
        return keys.Count > 0
            && slices.SelectMany(slice => slice.Holders(keys)).Any(holder => events.Contains((holder.Key, start + holder.Second)));
    }

    /// <summary>Adds the events of a draft.</summary>
    /// <param name="draft">The events.</param>
    /// <param name="start">The second that the draft's seconds count from, Unix time.</param>
    /// <param name="untimed">Repetitions of ids without a timestamp.</param>
    /// <param name="slices">The rows that arrived earlier.</param>
    /// <returns>The visitors with an event id that existed already, that occurs twice in the draft, or that repeats an id without a
    /// timestamp.</returns>
    public HashSet<ulong> Add(RollupDraft draft, long start, UntimedIds untimed, IReadOnlyList<DaySlice> slices)
    {
        var visitors = new HashSet<ulong>();
        if (!draft.HasKeys)
        {
            return visitors;
        }

        _keys ??= KeySet.Of(slices.Select(static slice => slice.Whole));
        var repeated = new HashSet<ulong>();
        foreach (var (key, visitor, second) in Holders(draft))
        {
            if (!_keys.Add(key))
            {
                repeated.Add(key);
            }

            if (untimed.IsRepetition(key, start + second))
            {
                visitors.Add(visitor);
            }
        }

        if (repeated.Count > 0)
        {
            foreach (
                var holders in Holders(draft)
                    .Where(holder => repeated.Contains(holder.Key))
                    .Concat(slices.SelectMany(slice => slice.Holders(repeated)))
                    .GroupBy(holder => holder.Key, holder => holder.Visitor)
            )
            {
                var group = holders.ToHashSet();
                visitors.UnionWith(group);
                if (group.Count > 1)
                {
                    Link(group);
                }
            }
        }

        return visitors;
    }

    private void Link(HashSet<ulong> group)
    {
        AddLinked(group);
        foreach (var visitor in group)
        {
            _groups[visitor] = group;
        }
    }

    private static IEnumerable<(ulong Key, ulong Visitor, int Second)> Holders(RollupDraft draft)
    {
        for (var fragment = 0; fragment < draft.FragmentCount; fragment++)
        {
            for (var row = draft.FirstEvents[fragment]; row < draft.EndOf(fragment); row++)
            {
                if (draft.KeyOf(row) is not 0 and var key)
                {
                    yield return (key, draft.Visitors[fragment], draft.Seconds[row]);
                }
            }
        }
    }
}
