using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;

namespace Analytics.Web.OpenApi.Contracts;

// QuerySchemas describes the members that have several forms.
/// <summary>A query.</summary>
internal sealed record QueryBody
{
    public required JsonElement SiteId { get; init; }

    public required JsonElement Metrics { get; init; }

    public required JsonElement DateRange { get; init; }

    [Description("A day that stands in for today in a relative date_range.")]
    public DateOnly? Date { get; init; }

    public JsonElement? Dimensions { get; init; }

    public JsonElement? Filters { get; init; }

    public JsonElement? OrderBy { get; init; }

    public JsonElement? Include { get; init; }

    public PaginationBody? Pagination { get; init; }
}

/// <summary>Selection of rows of a result.</summary>
internal sealed record PaginationBody
{
    [Description("The most rows. Default: 10,000.")]
    [Range(1, 10_000)]
    public int? Limit { get; init; }

    [Description("How many rows to skip. Default: 0.")]
    [Range(0, int.MaxValue)]
    public int? Offset { get; init; }
}
