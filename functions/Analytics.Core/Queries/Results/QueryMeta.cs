using Analytics.Core.Queries.Imports;

namespace Analytics.Core.Queries.Results;

/// <summary>Facts of an answer beside its rows; null where not asked for.</summary>
/// <param name="TimeLabels">All time buckets of the range.</param>
/// <param name="TotalRows">Rows on all pages.</param>
/// <param name="Imports">The part of imported daily aggregates; null where nobody asked for them.</param>
/// <param name="Sampling">How exact the numbers are; also given, unasked, when they are estimates.</param>
/// <param name="MetricWarnings">What limits a metric, by its name.</param>
public sealed record QueryMeta(
    IReadOnlyList<string>? TimeLabels,
    int? TotalRows,
    ImportsMeta? Imports,
    SamplingMeta? Sampling,
    IReadOnlyDictionary<string, MetricWarning> MetricWarnings
)
{
    /// <summary>The position of the current time bucket among all; null if the range does not run.</summary>
    public int? PresentIndex { get; init; }

    /// <summary>The time buckets that the range cuts.</summary>
    public IReadOnlyList<string>? PartialTimeLabels { get; init; }

    /// <summary>How several sites were added up; null of one site.</summary>
    public SitesMeta? Sites { get; init; }

    /// <summary>Facts that limit the rolling averages; null without any.</summary>
    public RollingMeta? Rolling { get; init; }
}
