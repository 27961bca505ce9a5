using System.ComponentModel;
using System.Text.Json;

namespace Analytics.Web.OpenApi.Contracts;

/// <summary>The answer to a question about paths of visitors.</summary>
internal sealed record PathAnswerBody
{
    [Description("What was asked for.")]
    public required JsonElement Results { get; init; }

    [Description("The same for groups of visitors, of a funnel with split.")]
    public JsonElement? Groups { get; init; }

    [Description("What is to be known beside the results.")]
    public required JsonElement Meta { get; init; }

    [Description("The question as it was executed, with its range resolved.")]
    public required JsonElement Query { get; init; }
}
