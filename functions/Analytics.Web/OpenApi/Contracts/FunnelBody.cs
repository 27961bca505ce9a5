using System.ComponentModel;
using System.Text.Json;

namespace Analytics.Web.OpenApi.Contracts;

/// <summary>A question about the number of visitors who take the steps of a funnel.</summary>
internal sealed record FunnelBody : PathBody
{
    [Description(
        "2 to 8 of {\"page\": \"/blog/**\"}, {\"event\": \"Signup\"}, {\"goal\": \"Purchase\"}; "
            + "page and event may have filters on event dimensions."
    )]
    public required JsonElement Steps { get; init; }

    [Description(
        "visit: all steps in one visit; or the longest time from the first step to the "
            + "last, like 30m, 24h or 7d, at most 90d. Default: 24h."
    )]
    public string? Window { get; init; }

    [Description("sequential: other events may lie between the steps; strict: none may; flexible: in any order. Default: sequential.")]
    public string? Order { get; init; }

    [Description(
        "{\"dimension\": \"visit:device\", \"limit\": 5}: tells visitors apart by the value at the first step; the rest is one group."
    )]
    public JsonElement? Split { get; init; }

    [Description("How many of the things that visitors did instead of going on are listed for each step; 0 to 100. Default: 5.")]
    public int? Instead { get; init; }
}
