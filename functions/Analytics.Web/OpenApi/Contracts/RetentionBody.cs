using System.ComponentModel;
using System.Text.Json;

namespace Analytics.Web.OpenApi.Contracts;

/// <summary>A question how many visitors come back.</summary>
internal sealed record RetentionBody
{
    [Description("The site's domain.")]
    public required string SiteId { get; init; }

    [Description("Which time, as in queries.")]
    public required JsonElement DateRange { get; init; }

    [Description("A day that stands in for today in a relative date_range.")]
    public DateOnly? Date { get; init; }

    [Description("Which events take part, as in queries.")]
    public JsonElement? Filters { get; init; }

    [Description("The length of a period: day, week or month. Default: week.")]
    public string? CohortBy { get; init; }

    [Description("What makes a visitor one of a cohort: {\"page\": …}, {\"event\": …} or {\"goal\": …}. Default: any event.")]
    public JsonElement? First { get; init; }

    [Description("What counts as coming back, like first. Default: any event.")]
    public JsonElement? Returning { get; init; }

    [Description("sample, as in queries.")]
    public JsonElement? Include { get; init; }
}
