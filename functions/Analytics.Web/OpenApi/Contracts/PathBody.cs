using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;

namespace Analytics.Web.OpenApi.Contracts;

/// <summary>The members of every question about paths of visitors.</summary>
internal abstract record PathBody
{
    [Description("The site's domain.")]
    public required string SiteId { get; init; }

    [Description("Which time. All steps lie in it.")]
    [Shape(MemberShape.DateRange)]
    public required JsonElement DateRange { get; init; }

    [Description("A day that stands in for today in a relative date_range.")]
    public DateOnly? Date { get; init; }

    [Description("Which events take part; all filters must hold.")]
    [Shape(MemberShape.Filters)]
    public JsonElement? Filters { get; init; }
}

/// <summary>A step: give one of page, event and goal.</summary>
internal sealed record StepBody
{
    [Description(
        "A view of a page: its path, in which * stands for any characters but a slash and ** for any characters. "
            + "Slashes at the end of the path make no difference."
    )]
    public string? Page { get; init; }

    [Description("The name of a custom event.")]
    public string? Event { get; init; }

    [Description("The display name of a goal of the site.")]
    public string? Goal { get; init; }

    [Description("Filters on dimensions of the event, of a page or event alone.")]
    [Shape(MemberShape.Filters)]
    public JsonElement? Filters { get; init; }
}

/// <summary>Optional parts of the answer about a path.</summary>
internal sealed record PathIncludeBody
{
    [Description(QueryIncludeBody.SampleText)]
    [Range(0, 1)]
    public double? Sample { get; init; }
}

/// <summary>A page or event that visitors reached, or the end of their visit.</summary>
internal sealed record PathCandidateBody
{
    [Description("page, event, or none for the end of the visit.")]
    [AllowedValues("page", "event", "none")]
    public required string Type { get; init; }

    [Description("The page, or the name of the event.")]
    public required string Label { get; init; }

    [Description("How many visitors reached it.")]
    public required double Visitors { get; init; }

    [Description("Their share of the step's visitors, in per cent; null without any.")]
    public required double? Percentage { get; init; }
}
