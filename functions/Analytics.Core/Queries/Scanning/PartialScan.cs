using Analytics.Core.Periods;

namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// The counts of one source for a scan: the groups of the visits that are certainly within it. Immutable; the unit of caching.
/// </summary>
/// <param name="Groups">The groups.</param>
/// <param name="Fraction">Fraction of the visitors that the source has.</param>
/// <param name="Threshold">The source has only visitors with a smaller id.</param>
/// <param name="MatchingVisitors">Number of visitors behind the groups.</param>
internal sealed record PartialScan(IReadOnlyList<PartialGroup> Groups, double Fraction, ulong Threshold, int MatchingVisitors)
{
    /// <summary>Corrections of the totals, by second in Unix time: events that several parts had and that merging counted once.</summary>
    public IReadOnlyList<(long Second, TotalsSlot Counts)> Corrections { get; init; } = [];

    /// <summary>Returns the same counts as a part of a sample that is not larger.</summary>
    public PartialScan Within(VisitorSample sample) =>
        sample.Threshold < Threshold ? this with { Threshold = sample.Threshold, Fraction = sample.Fraction } : this;

    /// <summary>Approximate memory in bytes.</summary>
    public long Weight => 200 + Groups.Sum(group => 180L + (group.Shared.Length * 8L) + (group.Measures?.Weight ?? 0));
}
