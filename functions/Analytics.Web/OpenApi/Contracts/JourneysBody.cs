using System.ComponentModel;
using System.Text.Json;

namespace Analytics.Web.OpenApi.Contracts;

/// <summary>A question about the pages or events before or after a path.</summary>
internal sealed record JourneysBody : PathBody
{
    [Description("forward from the first step of the path, or backward from it. Default: forward.")]
    public string? Direction { get; init; }

    [Description(
        "The steps chosen so far, at most 20, each {\"page\": \"/products/*\"}, {\"event\": \"Signup\"} or {\"goal\": \"Purchase\"}."
    )]
    public JsonElement? Path { get; init; }

    [Description("page, or directory: the pages of a directory are one step, unless only one of them occurs. Default: page.")]
    public string? Group { get; init; }

    [Description("What the names of next steps contain, whatever the case.")]
    public string? Search { get; init; }

    [Description("How many next steps are listed for each step; 1 to 100. Default: 10.")]
    public int? Limit { get; init; }
}
