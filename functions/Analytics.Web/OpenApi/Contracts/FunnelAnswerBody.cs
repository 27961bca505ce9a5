using System.ComponentModel;

namespace Analytics.Web.OpenApi.Contracts;

/// <summary>The answer about a funnel.</summary>
internal sealed record FunnelAnswerBody
{
    [Description("The steps.")]
    public required IReadOnlyList<FunnelStepBody> Results { get; init; }

    [Description("The groups of visitors; absent without split.")]
    public IReadOnlyList<FunnelGroupBody>? Groups { get; init; }

    [Description("Facts about the whole funnel.")]
    public required FunnelMetaBody Meta { get; init; }

    [Description("The question as it was executed, with its range resolved.")]
    public required FunnelBody Query { get; init; }
}

/// <summary>The numbers of a step of a funnel.</summary>
internal abstract record FunnelNumbersBody
{
    [Description("How many visitors took the step.")]
    public required double Visitors { get; init; }

    [Description("Their share of the first step's visitors, in per cent; null without any.")]
    public required double? ConversionRate { get; init; }

    [Description("Their share of the visitors of the step before, in per cent; null without any.")]
    public required double? ConversionRateStep { get; init; }

    [Description("How many of them did not take the next step; null at the last one.")]
    public required double? Dropoff { get; init; }

    [Description("Their share of the step's visitors, in per cent; null at the last step.")]
    public required double? DropoffPercentage { get; init; }
}

/// <summary>A step of a funnel.</summary>
internal sealed record FunnelStepBody : FunnelNumbersBody
{
    [Description("The step, for people.")]
    public required string Label { get; init; }

    [Description("The median time from the step before, in seconds; null if there is none.")]
    public required double? MedianTime { get; init; }

    [Description("The revenue of a step that is a revenue goal; else null.")]
    public required MoneyBody? Revenue { get; init; }

    [Description("What those who got no further did next.")]
    public required IReadOnlyList<PathCandidateBody> Instead { get; init; }

    [Description("The step in the range of include.comparisons; absent without one.")]
    public FunnelComparisonBody? Comparison { get; init; }
}

/// <summary>A step of a funnel in the range that is compared with.</summary>
internal sealed record FunnelComparisonBody : FunnelNumbersBody
{
    [Description("The median time from the step before, in seconds; null if there is none.")]
    public required double? MedianTime { get; init; }

    [Description("The changes since then.")]
    public required FunnelChangeBody Change { get; init; }
}

/// <summary>The changes of a step of a funnel.</summary>
internal sealed record FunnelChangeBody
{
    [Description("The change of the visitors, in per cent; null if there were none.")]
    public required double? Visitors { get; init; }

    [Description("The change of conversion_rate, in percentage points; null if there is none.")]
    public required double? ConversionRate { get; init; }

    [Description("The change of conversion_rate_step, in percentage points; null if there is none.")]
    public required double? ConversionRateStep { get; init; }
}

/// <summary>A group of visitors of a funnel.</summary>
internal sealed record FunnelGroupBody
{
    [Description("The value of the dimension; Other for the rest.")]
    public required string Label { get; init; }

    [Description("true for the rest.")]
    public required bool IsOther { get; init; }

    [Description("The steps.")]
    public required IReadOnlyList<FunnelGroupStepBody> Steps { get; init; }
}

/// <summary>A step of a group of visitors.</summary>
internal sealed record FunnelGroupStepBody : FunnelNumbersBody
{
    [Description("The step, for people.")]
    public required string Label { get; init; }
}

/// <summary>Facts about a funnel.</summary>
internal sealed record FunnelMetaBody
{
    [Description("The share of the first step's visitors who took all steps, in per cent; null without any.")]
    public required double? ConversionRate { get; init; }

    [Description("The median time from the first step to the last, in seconds; null if there is none.")]
    public required double? MedianTime { get; init; }

    [Description("How exact the numbers are; absent if they are exact and no sample was asked for.")]
    public SamplingBody? Sampling { get; init; }
}
