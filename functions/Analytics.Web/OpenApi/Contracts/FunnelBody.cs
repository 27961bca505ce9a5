using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Analytics.Core.Queries.Paths;

namespace Analytics.Web.OpenApi.Contracts;

/// <summary>A question about the number of visitors who take the steps of a funnel.</summary>
internal sealed record FunnelBody : PathBody
{
    [Description("The steps.")]
    [MinLength(FunnelQuery.MinSteps)]
    [MaxLength(FunnelQuery.MaxSteps)]
    public required IReadOnlyList<StepBody> Steps { get; init; }

    [Description(
        "visit: all steps in one visit; or the longest time from the first step to the "
            + "last, like 30s, 30m, 24h or 7d, at most 90d. Default: 24h."
    )]
    public string? Window { get; init; }

    [Description(
        "sequential: other events may lie between the steps; strict: none may, but the same page or event several times in a row "
            + "counts once; flexible: in any order. Default: sequential."
    )]
    [AllowedValues("sequential", "strict", "flexible")]
    public string? Order { get; init; }

    [Description("Tells visitors apart by a value at the first step.")]
    public FunnelSplitBody? Split { get; init; }

    [Description("How many of the things that visitors did instead of going on are listed for each step. Default: 5.")]
    [Range(0, 100)]
    public int? Instead { get; init; }

    [Description("What else the answer has.")]
    public FunnelIncludeBody? Include { get; init; }
}

/// <summary>The groups of a funnel.</summary>
internal sealed record FunnelSplitBody
{
    [Description("The dimension, such as visit:device.")]
    public required string Dimension { get; init; }

    [Description("How many values are groups of their own; the rest is one group. Default: 5.")]
    [Range(1, 50)]
    public int? Limit { get; init; }
}

/// <summary>Optional parts of the answer about a funnel.</summary>
internal sealed record FunnelIncludeBody
{
    [Description("The range to compare with; null for none.")]
    [Shape(MemberShape.Comparisons)]
    public JsonElement? Comparisons { get; init; }

    [Description(QueryIncludeBody.SampleText)]
    [Range(0, 1)]
    public double? Sample { get; init; }
}
