using Analytics.Core.Periods;

namespace Analytics.Core.Queries.Scanning;

/// <summary>The counts of a part of the sources for a scan.</summary>
/// <param name="Contribution">The counts, without the visitors in <paramref name="Pairs"/>.</param>
/// <param name="Pairs">For each segment, the visitors who may also be in other parts, with their groups in
/// <paramref name="Contribution"/>.</param>
/// <param name="Threshold">Only visitors with a smaller id are counted.</param>
/// <param name="Fraction">Fraction of the visitors that is counted.</param>
internal sealed record CountedPart(Contribution Contribution, IReadOnlyList<VisitorPairs> Pairs, ulong Threshold, double Fraction)
    : IDisposable
{
    /// <summary>Corrections of the totals, by second in Unix time: events that several parts had and that merging counted once.</summary>
    public IReadOnlyList<(long Second, TotalsSlot Counts)> Corrections { get; init; } = [];

    /// <summary>Rows of segments whose visitors are not in the counts, because they may also be in other parts; empty in a copy.</summary>
    public IReadOnlyList<VisitorRows> Rows { get; init; } = [];

    /// <summary>About how much memory a copy takes, in bytes.</summary>
    public long Weight => Contribution.Weight + Pairs.Sum(pairs => pairs.Weight) + (Corrections.Count * 80L);

    /// <summary>Returns a copy for keeping. There must be no <see cref="Rows"/>.</summary>
    public CountedPart Copy() => this with { Pairs = [.. Pairs.Select(pairs => pairs.Copy())] };

    /// <summary>Returns the same with texts in place of numbers. There must be no <see cref="Rows"/>.</summary>
    public PartialScan ToPartial(CompiledScan scan)
    {
        var shared = new List<ulong>?[Contribution.Counts.Length];
        foreach (var pairs in Pairs)
        {
            for (var i = 0; i < pairs.Length; i++)
            {
                (shared[VisitorPairs.GroupOf(pairs.Pairs[i])] ??= []).Add(pairs.VisitorOf(i));
            }
        }

        var groups = new PartialGroup[shared.Length];
        for (var group = 0; group < groups.Length; group++)
        {
            groups[group] = new(
                Contribution.BucketStarts[group],
                Contribution.ValuesOf(group, scan),
                Contribution.Counts[group],
                shared[group] is { } ids ? [.. ids.Order()] : [],
                Contribution.Measures?[group]
            );
        }

        return new(groups, Fraction, Threshold, Contribution.MatchingVisitors) { Corrections = Corrections };
    }

    /// <summary>Returns memory to the pool. Not for copies.</summary>
    public void Dispose()
    {
        foreach (var pairs in Pairs)
        {
            pairs.Dispose();
        }

        foreach (var rows in Rows)
        {
            rows.Dispose();
        }
    }
}
