using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Analytics.Core.Queries.Paths;

namespace Analytics.Web.OpenApi.Contracts;

/// <summary>A question about the pages or events before or after a path.</summary>
internal sealed record JourneysBody : PathBody
{
    [Description("forward from the first step of the path, or backward from it. Default: forward.")]
    [AllowedValues("forward", "backward")]
    public string? Direction { get; init; }

    [Description("The steps chosen so far. Default: none, which asks what a path may begin with.")]
    [MaxLength(JourneyQuery.MaxDepth)]
    public IReadOnlyList<StepBody>? Path { get; init; }

    [Description("page, or directory: the pages of a directory are one step, unless only one of them occurs. Default: page.")]
    [AllowedValues("page", "directory")]
    public string? Group { get; init; }

    [Description("What the names of next steps contain, whatever the case.")]
    public string? Search { get; init; }

    [Description("How many next steps are listed for each step. Default: 10.")]
    [Range(1, 100)]
    public int? Limit { get; init; }

    [Description("What else the answer has.")]
    public PathIncludeBody? Include { get; init; }
}

/// <summary>The answer about a path.</summary>
internal sealed record JourneysAnswerBody
{
    [Description("The steps of the path; without a path one entry, with what a path may begin with.")]
    public required IReadOnlyList<JourneyStepBody> Results { get; init; }

    [Description("Facts about the path.")]
    public required JourneysMetaBody Meta { get; init; }

    [Description("The question as it was executed, with its range resolved.")]
    public required JourneysBody Query { get; init; }
}

/// <summary>A step of a path.</summary>
internal sealed record JourneyStepBody
{
    [Description("The step; null without a path.")]
    public required StepBody? Step { get; init; }

    [Description("How many visitors took the path up to here.")]
    public required double Visitors { get; init; }

    [Description("Their share of the first step's visitors, in per cent; null without any.")]
    public required double? ConversionRate { get; init; }

    [Description("Their share of the visitors of the step before, in per cent; null without any.")]
    public required double? ConversionRateStep { get; init; }

    [Description("Those whose visit ended here at least once; followed back, began here.")]
    public required JourneyEndBody NoFurtherAction { get; init; }

    [Description("What comes next, by visitors descending.")]
    public required IReadOnlyList<PathCandidateBody> Next { get; init; }

    [Description("How many next steps there are, also those beyond limit.")]
    public required int TotalNext { get; init; }
}

/// <summary>The visitors whose visit ended at a step.</summary>
internal sealed record JourneyEndBody
{
    [Description("How many they are.")]
    public required double Visitors { get; init; }

    [Description("Their share of the step's visitors, in per cent; null without any.")]
    public required double? Percentage { get; init; }
}

/// <summary>Facts about a path.</summary>
internal sealed record JourneysMetaBody
{
    [Description("The share of the first step's visitors who took the whole path, in per cent; null without any.")]
    public required double? ConversionRate { get; init; }

    [Description("How exact the numbers are; absent if they are exact and no sample was asked for.")]
    public SamplingBody? Sampling { get; init; }
}
