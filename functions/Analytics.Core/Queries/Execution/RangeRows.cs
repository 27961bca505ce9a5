using Analytics.Core.Queries.Scanning;

namespace Analytics.Core.Queries.Execution;

/// <summary>Rows that were read of one range.</summary>
/// <param name="Rows">The groups, in no order.</param>
/// <param name="TimeLabels">All time buckets of the range; empty without a time dimension.</param>
/// <param name="Lead">How many time buckets were read before the range.</param>
/// <param name="Companions">What the companion scans found.</param>
/// <param name="SampledFraction">The smallest fraction of visitors that any rollup kept.</param>
/// <param name="Exact">What is exact nevertheless.</param>
/// <param name="SampledTotal">The visitors that the numbers rest on.</param>
internal sealed record RangeRows(
    IReadOnlyList<RangeRow> Rows,
    IReadOnlyList<string> TimeLabels,
    int Lead,
    Companions Companions,
    double SampledFraction,
    ScanNeeds Exact,
    SampledTotal SampledTotal
)
{
    /// <summary>Labels of the time buckets that the range cuts.</summary>
    public IReadOnlyList<string> PartialTimeLabels { get; init; } = [];

    /// <summary>The position of the current time bucket; null if the range does not run.</summary>
    public int? PresentIndex { get; init; }

    /// <summary>The label from which on rolling averages are complete; null if none is.</summary>
    public string? CompleteFrom { get; init; }

    /// <summary>A range without a second, such as a day that the zone skipped.</summary>
    public static RangeRows Empty { get; } = new([], [], 0, Companions.None, 1, ScanNeeds.All, default);
}
