namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// Finds the visitors with events near an edge on both sides, whose visits may continue across it. Other visitors near an edge are
/// counted within their segment. O(visitors near edges).
/// </summary>
/// <remarks>
/// <code>
/// day 1, at its end        A, B, C           day 2, at its start      B, D (yesterday's id: C), E
/// crossing                 B, C                                       B, D
/// </code>
/// </remarks>
internal static class Crossings
{
    /// <summary>Finds the visitors who cross an edge.</summary>
    /// <param name="before">The visitors just before the edge, by segment.</param>
    /// <param name="after">The visitors just after the edge, by segment.</param>
    /// <param name="crossingBefore">Receives the ids of crossing visitors, by segment before the edge.</param>
    /// <param name="crossingAfter">Receives the ids of crossing visitors, by segment after the edge.</param>
    /// <returns>The ids of all crossing visitors, of both sides.</returns>
    public static HashSet<ulong> Mark(
        IReadOnlyList<EdgeList> before,
        IReadOnlyList<EdgeList> after,
        IReadOnlyList<SortedSet<ulong>> crossingBefore,
        IReadOnlyList<SortedSet<ulong>> crossingAfter
    )
    {
        var idsAtEnds = Ids(before.SelectMany(list => list.AtEnd));
        var crossing = new HashSet<ulong>();
        for (var i = 0; i < after.Count; i++)
        {
            foreach (var entry in after[i].AtStart)
            {
                if (idsAtEnds.Contains(entry.Visitor) || (entry.Other != 0 && idsAtEnds.Contains(entry.Other)))
                {
                    crossingAfter[i].Add(entry.Visitor);
                    Add(crossing, entry);
                }
            }
        }

        for (var i = 0; i < before.Count && crossing.Count > 0; i++)
        {
            foreach (var entry in before[i].AtEnd)
            {
                if (crossing.Contains(entry.Visitor) || (entry.Other != 0 && crossing.Contains(entry.Other)))
                {
                    crossingBefore[i].Add(entry.Visitor);
                }
            }
        }

        for (var i = 0; i < before.Count; i++)
        {
            foreach (var entry in before[i].AtEnd.Where(entry => crossingBefore[i].Contains(entry.Visitor)))
            {
                Add(crossing, entry);
            }
        }

        return crossing;
    }

    private static HashSet<ulong> Ids(IEnumerable<EdgeEntry> entries)
    {
        var ids = new HashSet<ulong>();
        foreach (var entry in entries)
        {
            Add(ids, entry);
        }

        return ids;
    }

    private static void Add(HashSet<ulong> ids, EdgeEntry entry)
    {
        ids.Add(entry.Visitor);
        if (entry.Other != 0)
        {
            ids.Add(entry.Other);
        }
    }
}
