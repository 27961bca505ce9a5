using System.ComponentModel;
using System.Text.Json;

namespace Analytics.Web.OpenApi.Contracts;

/// <summary>The members of every question about paths of visitors.</summary>
internal abstract record PathBody
{
    [Description("The site's domain.")]
    public required string SiteId { get; init; }

    [Description("Which time, as in queries. All steps lie in it.")]
    public required JsonElement DateRange { get; init; }

    [Description("A day that stands in for today in a relative date_range.")]
    public DateOnly? Date { get; init; }

    [Description("Which events take part, as in queries.")]
    public JsonElement? Filters { get; init; }

    [Description("comparisons, of funnels alone, and sample, as in queries.")]
    public JsonElement? Include { get; init; }
}
