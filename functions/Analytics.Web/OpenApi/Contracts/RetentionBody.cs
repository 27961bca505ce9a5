using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Analytics.Web.OpenApi.Contracts;

/// <summary>A question about the number of visitors who return.</summary>
internal sealed record RetentionBody : PathBody
{
    [Description("The length of a period. Default: week.")]
    [AllowedValues("day", "week", "month")]
    public string? CohortBy { get; init; }

    [Description("What makes a visitor one of a cohort. Default: any event.")]
    public StepBody? First { get; init; }

    [Description("What counts as coming back. Default: any event.")]
    public StepBody? Returning { get; init; }

    [Description("What else the answer has.")]
    public PathIncludeBody? Include { get; init; }
}

/// <summary>The answer about the visitors who return.</summary>
internal sealed record RetentionAnswerBody
{
    [Description("The cohorts, by time.")]
    public required IReadOnlyList<CohortBody> Results { get; init; }

    [Description("Facts about all cohorts.")]
    public required RetentionMetaBody Meta { get; init; }

    [Description("The question as it was executed, with its range resolved.")]
    public required RetentionBody Query { get; init; }
}

/// <summary>The visitors who came first in one period.</summary>
internal sealed record CohortBody
{
    [Description(
        "The first day of the period, as time dimensions have it: of a week that begins before the range, the range's first day."
    )]
    public required string Cohort { get; init; }

    [Description("How many visitors the cohort has.")]
    public required double Visitors { get; init; }

    [Description("The periods from the cohort's own on.")]
    public required IReadOnlyList<CohortPeriodBody> Periods { get; init; }
}

/// <summary>A period of a cohort.</summary>
internal sealed record CohortPeriodBody
{
    [Description("How many of the cohort came back.")]
    public required double Visitors { get; init; }

    [Description("Their share of the cohort, in per cent; null for an empty cohort.")]
    public required double? Rate { get; init; }

    [Description("true if all of the period is in the range and in the past; false for a period that the range's start cuts, too.")]
    public required bool Complete { get; init; }
}

/// <summary>Facts about all cohorts.</summary>
internal sealed record RetentionMetaBody
{
    [Description("The mean share by period, weighted by visitors, over complete periods; null where there is none.")]
    public required IReadOnlyList<double?> Mean { get; init; }

    [Description("Visitors who are in no cohort, because they can't be known again from one day to the next.")]
    public required double VisitorsWithoutLastingId { get; init; }

    [Description("How exact the numbers are; absent if they are exact and no sample was asked for.")]
    public SamplingBody? Sampling { get; init; }
}
