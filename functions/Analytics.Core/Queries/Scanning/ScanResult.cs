namespace Analytics.Core.Queries.Scanning;

/// <summary>The groups that have data, in no particular order, and how exact they are.</summary>
/// <param name="Groups">One per bucket and combination of values.</param>
/// <param name="SampledFraction">The smallest fraction of visitors that any rollup read kept; 1 when all numbers are exact.</param>
/// <param name="Exact">What is exact though rows were sampled, because the totals have it; all of it when nothing was sampled.</param>
/// <param name="SampledVisitors">
/// How many visitors the estimates rest on. One whose id lasts counts once
/// in time buckets that are longer than a day, and once a day in others.
/// </param>
public sealed record ScanResult(IReadOnlyList<ScanGroup> Groups, double SampledFraction, ScanNeeds Exact, double SampledVisitors)
{
    /// <summary>The estimate of matching visitors, with its error.</summary>
    public SampledTotal Total { get; init; } = SampledTotal.Of(SampledVisitors, SampledFraction);

    /// <summary>Nothing was found.</summary>
    public static ScanResult Empty { get; } = new([], 1, ScanNeeds.All, 0);
}
