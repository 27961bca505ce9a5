using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;

namespace Analytics.Web.OpenApi.Contracts;

/// <summary>A query.</summary>
internal sealed record QueryBody
{
    [Description(
        "The site's domain, or several: what these sites have is summed, visitors too, in the time zone of the first; "
            + "meta.sites says so. Goals count that all have alike."
    )]
    [Shape(MemberShape.Sites)]
    public required JsonElement SiteId { get; init; }

    [Description("What to count; at least one.")]
    [Shape(MemberShape.Metrics)]
    public required JsonElement Metrics { get; init; }

    [Description("Which time.")]
    [Shape(MemberShape.DateRange)]
    public required JsonElement DateRange { get; init; }

    [Description("A day that stands in for today in a relative date_range.")]
    public DateOnly? Date { get; init; }

    [Description("What to group by; at most 10.")]
    [Shape(MemberShape.Dimensions)]
    public JsonElement? Dimensions { get; init; }

    [Description("Which events and visits count; all filters must hold.")]
    [Shape(MemberShape.Filters)]
    public JsonElement? Filters { get; init; }

    [Description(
        "Pairs of a metric or dimension and asc or desc. Default: "
            + "time ascending, then the first metric descending, then dimensions ascending."
    )]
    [Shape(MemberShape.Orders)]
    public JsonElement? OrderBy { get; init; }

    [Description("What else the answer has.")]
    public QueryIncludeBody? Include { get; init; }

    [Description("Which rows the answer has.")]
    public PaginationBody? Pagination { get; init; }
}

/// <summary>Optional parts of an answer.</summary>
internal sealed record QueryIncludeBody
{
    [Description("true: meta.time_labels has all time buckets of the range.")]
    public bool? TimeLabels { get; init; }

    [Description("true: meta.total_rows has the number of rows on all pages.")]
    public bool? TotalRows { get; init; }

    [Description(
        "true: imported daily totals are added where they can answer the question; meta.imports_included says whether they are, "
            + "meta.imports_skip_reason why not. Imported events always count."
    )]
    public bool? Imports { get; init; }

    [Description("true: meta.sampling says how exact the numbers are.")]
    public bool? Sampling { get; init; }

    [Description(SampleText)]
    [Range(0, 1)]
    public double? Sample { get; init; }

    [Description("true: a relative date_range ends with the present.")]
    public bool? TrimRelativeDateRange { get; init; }

    [Description("true: meta.present_index has the place of the current time bucket.")]
    public bool? PresentIndex { get; init; }

    [Description("true: meta.partial_time_labels has the time buckets of which only a part is in the range.")]
    public bool? PartialTimeLabels { get; init; }

    [Description("The range to compare with; null for none.")]
    [Shape(MemberShape.Comparisons)]
    public JsonElement? Comparisons { get; init; }

    /// <summary>The description of a sample.</summary>
    internal const string SampleText =
        "A fraction above 0 and at most 1 of the visitors to count, rounded up to 1, 1/2, 1/4 and so on, scaled up to all; "
        + "meta.sampling then says how exact the numbers are.";
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
