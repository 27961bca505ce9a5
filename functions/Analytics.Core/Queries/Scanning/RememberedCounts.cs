namespace Analytics.Core.Queries.Scanning;

/// <summary>The cached counters of a question about one or more open days, with the marks up to which they have the rows.</summary>
/// <param name="Counts">The counters.</param>
/// <param name="Threshold">Only visitors with a smaller id are counted.</param>
internal sealed record RememberedCounts(ScanCounts Counts, ulong Threshold)
{
    /// <summary>The mark up to which the rows are counted, by <see cref="OpenDay.Id"/>.</summary>
    public DayMarks Marks { get; } = [];

    /// <summary>The hours beside the range that were read.</summary>
    public IReadOnlyList<EdgeBeside> Edges { get; set; } = [];

    /// <summary>Approximate memory in bytes.</summary>
    public long Weight => 300 + Counts.Weight + (Edges.Count * 100L);

    /// <summary>
    /// Subtracts the earlier counts of some visitors and adds their current ones. If that fails, no mark is kept, so the counters are not
    /// used again.
    /// </summary>
    public void Correct(PartialScan before, PartialScan now)
    {
        Marks.Clear();
        Counts.Subtract(before);
        Counts.Add(now);
    }
}
