using System.ComponentModel;

namespace Analytics.Web.OpenApi.Contracts;

/// <summary>Facts about the answer to a query. Absent unless asked for, but for warnings and estimates.</summary>
internal sealed record QueryMetaBody
{
    [Description("With include.imports and include.comparisons: true if imported totals are in the numbers of the comparison.")]
    public bool? ComparisonImportsIncluded { get; init; }

    [Description("Why imported totals are not in the numbers of the comparison.")]
    public string? ComparisonImportsSkipReason { get; init; }

    [Description("What is to be known about the imported totals of the comparison.")]
    public string? ComparisonImportsWarning { get; init; }

    [Description("With include.imports: true if imported totals are in the numbers.")]
    public bool? ImportsIncluded { get; init; }

    [Description("Why imported totals are not in the numbers.")]
    public string? ImportsSkipReason { get; init; }

    [Description("What is to be known about the imported totals in the numbers.")]
    public string? ImportsWarning { get; init; }

    [Description("What limits a metric, by its name.")]
    public IReadOnlyDictionary<string, MetricWarningBody>? MetricWarnings { get; init; }

    [Description("With include.partial_time_labels: the time buckets of which only a part is in the range.")]
    public IReadOnlyList<string>? PartialTimeLabels { get; init; }

    [Description("With include.present_index: the place of the current time bucket; absent if it is not in the range.")]
    public int? PresentIndex { get; init; }

    [Description("Facts about moving averages.")]
    public RollingMetaBody? Rolling { get; init; }

    [Description("How exact the numbers are: with include.sampling or include.sample, and wherever they are estimates.")]
    public SamplingBody? Sampling { get; init; }

    [Description("How several sites were added up.")]
    public SitesMetaBody? Sites { get; init; }

    [Description("With include.time_labels: all time buckets of the range, with or without data.")]
    public IReadOnlyList<string>? TimeLabels { get; init; }

    [Description("With include.total_rows: the number of rows on all pages.")]
    public int? TotalRows { get; init; }
}

/// <summary>A limit of a metric.</summary>
internal sealed record MetricWarningBody
{
    [Description("The limit, for programs.")]
    public required string Code { get; init; }

    [Description("The limit, for people.")]
    public required string Warning { get; init; }
}

/// <summary>Facts about moving averages.</summary>
internal sealed record RollingMetaBody
{
    [Description("The first time bucket from which on all averages cover their whole window after the site's first event; null for none.")]
    public required string? CompleteFrom { get; init; }

    [Description("The rates whose numerators and denominators were averaged apart.")]
    public required IReadOnlyList<string> Pooled { get; init; }
}

/// <summary>The precision of the numbers.</summary>
internal sealed record SamplingBody
{
    [Description("The smallest fraction of visitors that was counted in any period; 1 if all numbers are exact.")]
    public required double Fraction { get; init; }

    [Description("The matching visitors who were counted.")]
    public required double Visitors { get; init; }

    [Description("The relative standard error of the total of visitors; 0 if exact, null without visitors.")]
    public required double? StandardError { get; init; }
}

/// <summary>The sum of several sites.</summary>
internal sealed record SitesMetaBody
{
    [Description(
        "The goals that not all of the sites have alike, by name, events and currency, and so are in no number; absent if there are none."
    )]
    public IReadOnlyList<string>? GoalsLeftOut { get; init; }

    [Description("The time zone of days: that of the first site.")]
    public required string TimeZone { get; init; }

    [Description("summed: a visitor of two sites counts twice.")]
    public required string Visitors { get; init; }
}
