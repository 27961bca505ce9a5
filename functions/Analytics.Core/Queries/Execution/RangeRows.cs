using System.Collections.Frozen;
using Analytics.Core.Queries.Imports;
using Analytics.Core.Queries.Scanning;
using Analytics.Core.Queries.Times;

namespace Analytics.Core.Queries.Execution;

/// <summary>The rows of one range.</summary>
/// <param name="Range">The range.</param>
/// <param name="ReadFrom">The first second that was read for it, Unix time: the first of the time buckets before the range.</param>
/// <param name="Rows">The groups, unsorted.</param>
/// <param name="TimeLabels">All time buckets of the range; empty without a time dimension.</param>
/// <param name="Lead">Number of time buckets that were read before the range.</param>
/// <param name="Companions">Results of the companion scans.</param>
/// <param name="SampledFraction">The smallest fraction of visitors that any rollup has; 1 if nothing is sampled.</param>
/// <param name="Exact">The parts that are exact despite sampling.</param>
/// <param name="SampledTotal">The number of visitors that the estimates are based on.</param>
internal sealed record RangeRows(
    TimeRange Range,
    long ReadFrom,
    IReadOnlyList<RangeRow> Rows,
    IReadOnlyList<string> TimeLabels,
    int Lead,
    Companions Companions,
    double SampledFraction,
    ScanNeeds Exact,
    SampledTotal SampledTotal
)
{
    /// <summary>Labels of the time buckets that are only partly in the range.</summary>
    public IReadOnlyList<string> PartialTimeLabels { get; init; } = [];

    /// <summary>Position of the current time bucket; null if the range does not include the present.</summary>
    public int? PresentIndex { get; init; }

    /// <summary>Label of the first bucket with complete rolling averages; null if there is none.</summary>
    public string? CompleteFrom { get; init; }

    /// <summary>The use of imported daily aggregates; null if they are not asked for.</summary>
    public ImportsMeta? Imports { get; init; }

    /// <summary>
    /// By goal, or by the empty text unless grouped by goal, the events whose revenue is in another currency and so in no sum.
    /// </summary>
    public IReadOnlyDictionary<string, long> OtherCurrencyEvents { get; init; } = FrozenDictionary<string, long>.Empty;

    /// <summary>The goals whose rows have events alone, though imports are in the others.</summary>
    public IReadOnlyList<string> GoalsWithoutImports { get; init; } = [];

    /// <summary>Returns the rows of a range of length 0, such as a day that the time zone skipped.</summary>
    public static RangeRows EmptyAt(TimeRange range) => new(range, range.From, [], [], 0, Companions.None, 1, ScanNeeds.All, default);
}
