using System.Runtime.InteropServices;

namespace Analytics.Core.Periods;

/// <summary>
/// Joins the two ids of a visitor who is active at a UTC midnight. A visitor's id changes at midnight, but an event of a day's first 30
/// minutes carries yesterday's id as well: where yesterday's visitor has an event at most 30 minutes before the first of today's, both ids
/// are one visitor.
/// </summary>
/// <remarks>
/// <code>
/// 23:50  visitor Y                    23:50  visitor Y
/// 00:10  visitor T, yesterday Y   →   00:10  visitor Y, alias T
/// 15:00  visitor T                    15:00  visitor Y, alias T
/// </code>
/// The rows of T move to Y with T as their alias, by which the next day's id finds them. The result depends only on the set of events, not
/// on their order. O(fragments).
/// </remarks>
internal static class MidnightJoin
{
    /// <summary>Relabels the fragments of a draft that spans days.</summary>
    /// <param name="draft">The fragments.</param>
    /// <param name="start">The second from which the draft's seconds count, Unix time.</param>
    public static void Relabel(RollupDraft draft, long start)
    {
        if (!draft.HasOtherIds)
        {
            return;
        }

        var todays = Todays(draft);
        var lastSeconds = LastSeconds(draft, [.. todays.Values.Select(today => today.Previous)]);
        var joined = new Dictionary<ulong, ulong>();
        foreach (var (id, today) in todays.OrderBy(entry => entry.Value.First))
        {
            // Days ascend, so the visitor with whom yesterday's id was joined is already determined.
            if (
                lastSeconds.TryGetValue(today.Previous, out var last)
                && IsYesterday(start + last.Second, start + today.First)
                && today.First - last.Second <= VisitRules.MaxGapSeconds
            )
            {
                joined[id] = joined.GetValueOrDefault(last.Visitor, last.Visitor);
            }
        }

        for (var fragment = 0; fragment < draft.FragmentCount && joined.Count > 0; fragment++)
        {
            var id = draft.Visitors[fragment];
            if (joined.TryGetValue(id, out var visitor))
            {
                draft.Visitors[fragment] = visitor;
                draft.Aliases[fragment] = draft.Aliases[fragment] == 0 ? id : draft.Aliases[fragment];
                draft.PreviousVisitors[fragment] = 0;
            }
        }
    }

    /// <summary>Returns the ids with a previous id, with it and their first second.</summary>
    private static Dictionary<ulong, (ulong Previous, int First)> Todays(RollupDraft draft)
    {
        var todays = new Dictionary<ulong, (ulong Previous, int First)>();
        for (var fragment = 0; fragment < draft.FragmentCount; fragment++)
        {
            if (draft.PreviousVisitors[fragment] != 0)
            {
                ref var today = ref CollectionsMarshal.GetValueRefOrAddDefault(todays, draft.Visitors[fragment], out var existed);
                var first = draft.Seconds[draft.FirstEvents[fragment]];
                today = (draft.PreviousVisitors[fragment], existed ? Math.Min(today.First, first) : first);
            }
        }

        return todays;
    }

    /// <summary>Returns the last second of each wanted id, and the visitor of its rows.</summary>
    private static Dictionary<ulong, (ulong Visitor, int Second)> LastSeconds(RollupDraft draft, HashSet<ulong> wanted)
    {
        var lastSeconds = new Dictionary<ulong, (ulong Visitor, int Second)>();
        for (var fragment = 0; fragment < draft.FragmentCount; fragment++)
        {
            var visitor = draft.Visitors[fragment];
            var id = draft.Aliases[fragment] == 0 ? visitor : draft.Aliases[fragment];
            if (wanted.Contains(id))
            {
                ref var last = ref CollectionsMarshal.GetValueRefOrAddDefault(lastSeconds, id, out var existed);
                var second = draft.Seconds[draft.EndOf(fragment) - 1];
                last = (visitor, existed ? Math.Max(last.Second, second) : second);
            }
        }

        return lastSeconds;
    }

    private static bool IsYesterday(long second, long today) => RollupPeriod.DayNumber(second) + 1 == RollupPeriod.DayNumber(today);
}
