namespace Analytics.Core.Queries.Scanning;

/// <summary>The counters of a question about one or more open days, and up to where they have them.</summary>
/// <param name="Counts">The counters.</param>
/// <param name="Threshold">Only visitors with an id below it are counted.</param>
internal sealed record RememberedCounts(ScanCounts Counts, ulong Threshold)
{
    /// <summary>By <see cref="OpenDay.Id"/>, the mark up to which the rows are counted.</summary>
    public Dictionary<long, int> Marks { get; init; } = [];

    /// <summary>The hours beside the range that were read.</summary>
    public List<EdgeBeside> Edges { get; init; } = [];

    /// <summary>About how much memory they take, in bytes.</summary>
    public long Weight => 300 + Counts.Weight + (Edges.Count * 100L);

    /// <summary>Takes away what some visitors contributed and adds what they contribute. If that fails nothing is remembered.</summary>
    public void Correct(PartialScan before, PartialScan now)
    {
        Marks.Clear();
        Counts.Subtract(before);
        Counts.Add(now);
    }

    /// <summary>Remembers that everything is counted that is there now.</summary>
    public void Mark(IEnumerable<ScanSource> sources)
    {
        foreach (var source in sources)
        {
            if (source.Open is { } day)
            {
                Marks[day.Id] = day.Mark;
            }
        }
    }
}
