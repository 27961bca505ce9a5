using System.ComponentModel;
using System.Text.Json;

namespace Analytics.Web.OpenApi.Contracts;

/// <summary>A question about the number of visitors who return.</summary>
internal sealed record RetentionBody : PathBody
{
    [Description("The length of a period: day, week or month. Default: week.")]
    public string? CohortBy { get; init; }

    [Description("What makes a visitor one of a cohort: {\"page\": …}, {\"event\": …} or {\"goal\": …}. Default: any event.")]
    public JsonElement? First { get; init; }

    [Description("What counts as coming back, like first. Default: any event.")]
    public JsonElement? Returning { get; init; }
}
