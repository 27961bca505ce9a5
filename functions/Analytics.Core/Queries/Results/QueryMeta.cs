using Analytics.Core.Queries.Imports;

namespace Analytics.Core.Queries.Results;

/// <summary>Facts about an answer; null if not requested.</summary>
/// <param name="TimeLabels">All time buckets of the range.</param>
/// <param name="TotalRows">Number of rows on all pages.</param>
/// <param name="Imports">The use of imported daily aggregates; null if not requested.</param>
/// <param name="Sampling">Precision of the numbers; also present, without a request, if they are estimates.</param>
/// <param name="MetricWarnings">The limitations of metrics, by name of the metric.</param>
public sealed record QueryMeta(
    IReadOnlyList<string>? TimeLabels,
    int? TotalRows,
    ImportsMeta? Imports,
    SamplingMeta? Sampling,
    IReadOnlyDictionary<string, MetricWarning> MetricWarnings
)
{
    /// <summary>The use of imported daily aggregates in the comparison; null without one, or if not requested.</summary>
    public ImportsMeta? ComparedImports { get; init; }

    /// <summary>Position of the current time bucket; null if the range does not include the present.</summary>
    public int? PresentIndex { get; init; }

    /// <summary>The time buckets that are only partly in the range.</summary>
    public IReadOnlyList<string>? PartialTimeLabels { get; init; }

    /// <summary>The way in which several sites were added up; null for a single site.</summary>
    public SitesMeta? Sites { get; init; }

    /// <summary>Facts that limit the rolling averages; null without any.</summary>
    public RollingMeta? Rolling { get; init; }
}

/// <summary>Facts about the rolling averages of an answer.</summary>
/// <param name="CompleteFrom">The first time bucket from which on all averages cover their full window, none of it before the site's
/// first event; null if there is none.</param>
/// <param name="Pooled">The ratios whose numerator and denominator were averaged separately.</param>
public sealed record RollingMeta(string? CompleteFrom, IReadOnlyList<string> Pooled);
