using Analytics.Core.Periods;

namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// Contribution of one source to a scan: the groups of the visits that lie in it for certain. Immutable; the unit of caching.
/// </summary>
/// <param name="Groups">The groups.</param>
/// <param name="Fraction">The fraction of visitors the source kept.</param>
/// <param name="Threshold">The source's threshold.</param>
/// <param name="MatchingVisitors">Visitors that the groups rest on.</param>
internal sealed record PartialScan(IReadOnlyList<PartialGroup> Groups, double Fraction, ulong Threshold, int MatchingVisitors)
{
    /// <summary>By second, Unix time, what merging the source's parts took from their totals, because they had the same events.</summary>
    public IReadOnlyList<(long Second, TotalsSlot Counts)> Corrections { get; init; } = [];

    /// <summary>The same as a part of a sample that is no larger.</summary>
    public PartialScan Within(VisitorSample sample) =>
        sample.Threshold < Threshold ? this with { Threshold = sample.Threshold, Fraction = sample.Fraction } : this;

    /// <summary>A rough size for the cache, in bytes.</summary>
    public long Weight => 200 + Groups.Sum(group => 180L + (group.Shared.Length * 8L) + (group.Measures?.Weight ?? 0));
}
