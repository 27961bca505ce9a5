namespace Analytics.Core.Queries.Scanning;

/// <summary>Visitors of an open day with events since their slices were merged.</summary>
/// <param name="BySlice">By slice, those who share no event id with others.</param>
/// <param name="Linked">Those who do, with whom they share it, since all slices were merged together.</param>
internal sealed record TouchedVisitors(IReadOnlyList<HashSet<ulong>> BySlice, HashSet<ulong> Linked)
{
    /// <summary>Number of touched visitors from which on slices are worked on in parallel.</summary>
    public const int Many = 2048;

    /// <summary>The share of touched visitors from which on a slice may be merged before a question is counted.</summary>
    private const double DueShare = 1.0 / 8;

    /// <summary>The share from which on it is.</summary>
    private const double OverdueShare = 1.0 / 2;

    /// <summary>
    /// Chooses the slices to merge before a question is counted: those with the largest share of touched visitors, and not many at a time.
    /// </summary>
    /// <param name="slices">The slices.</param>
    /// <param name="atATime">Maximum number of slices, unless more are overdue.</param>
    public bool[] Due(IReadOnlyList<DaySlice> slices, int atATime)
    {
        var due = new bool[slices.Count];
        if (Linked.Count > Math.Max(Many, slices.Sum(static slice => slice.VisitorCount) * DueShare))
        {
            Array.Fill(due, true);
            return due;
        }

        foreach (
            var (slice, share) in Enumerable
                .Range(0, due.Length)
                .Select(i => (Slice: i, Share: BySlice[i].Count / (slices[i].Whole.VisitorCount + 1.0)))
                .Where(static slice => slice.Share > DueShare)
                .OrderByDescending(static slice => slice.Share)
        )
        {
            due[slice] = atATime-- > 0 || share > OverdueShare;
        }

        return due;
    }
}
