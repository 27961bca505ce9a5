namespace Analytics.Core.Queries.Scanning;

/// <summary>The groups that have data, unsorted, and their precision.</summary>
/// <param name="Groups">One group per time bucket and combination of values.</param>
/// <param name="SampledFraction">The smallest fraction of visitors in any of the rollups; 1 if all numbers are exact.</param>
/// <param name="Exact">The parts that are exact despite sampling, because the totals have them; all parts if nothing was sampled.</param>
/// <param name="SampledVisitors">The number of visitors that the estimates are based on. A visitor with a permanent id counts once in
/// time buckets longer than a day if <see cref="ScanRequest.TellsVisitorsApart"/>, and once per day in others.</param>
public sealed record ScanResult(IReadOnlyList<ScanGroup> Groups, double SampledFraction, ScanNeeds Exact, double SampledVisitors)
{
    /// <summary>The estimate of matching visitors, with its error.</summary>
    public SampledTotal Total { get; init; } = SampledTotal.Of(SampledVisitors, SampledFraction);

    /// <summary>The goals whose groups have events alone, though imports are in the others.</summary>
    public IReadOnlyList<string> GoalsWithoutImports { get; init; } = [];

    /// <summary>False if no visitor of the rows that were read has an id that lasts longer than a day.</summary>
    internal bool MayHaveLastingVisitors { get; init; } = true;

    /// <summary>Approximate memory in bytes.</summary>
    internal long Weight => 500 + (Groups.Count * 250L);

    /// <summary>A result without groups.</summary>
    public static ScanResult Empty { get; } = new([], 1, ScanNeeds.All, 0) { MayHaveLastingVisitors = false };
}
