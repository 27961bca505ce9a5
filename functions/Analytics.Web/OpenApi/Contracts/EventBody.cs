using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using Analytics.Core.EventLog;

namespace Analytics.Web.OpenApi.Contracts;

/// <summary>An event as clients send it.</summary>
internal sealed record EventBody
{
    [Description("A registered site, in Unicode or xn-- form; several may be given, separated by commas. Left out: the host of url.")]
    public string? Domain { get; init; }

    [Description("pageview, engagement, or the name of a custom event.")]
    [MaxLength(EventLimits.NameCharacters)]
    public required string Name { get; init; }

    [Description(
        "The page's absolute URL, of any scheme but data:, cut at its limit with a warning. "
            + "Its path is decoded and kept up to 2,000 characters; utm_*, ref and source are read from its query."
    )]
    [MaxLength(EventLimits.UrlCharacters)]
    public required string Url { get; init; }

    [Description("true or 1: the fragment of url belongs to the page, as where #/pricing is a page.")]
    [JsonPropertyName("hashMode")]
    public bool? HashMode { get; init; }

    [Description("Where the visitor came from. Cut at its limit, with a warning.")]
    [MaxLength(EventLimits.ReferrerCharacters)]
    public string? Referrer { get; init; }

    [Description(
        "Custom properties, at most 30; keys up to 300, values up to 2,000 characters. Numbers and booleans become strings; "
            + "what does not fit is dropped with a warning."
    )]
    [Shape(MemberShape.PropertyValues)]
    public JsonElement? Props { get; init; }

    [Description("Revenue. A bad one is dropped with a warning and the event kept.")]
    public RevenueBody? Revenue { get; init; }

    [Description("false: the event does not count against a bounce. Default: true.")]
    public bool? Interactive { get; init; }

    [Description(
        "The window's width in pixels, for the device class: under 576 Mobile, under 992 Tablet, under 1440 Laptop, else Desktop."
    )]
    public int? ScreenWidth { get; init; }

    [Description("Of an engagement event: how much of the page was seen, in per cent; 255 for unknown.")]
    [Range(0, EventLimits.ScrollDepth)]
    public int? ScrollDepth { get; init; }

    [Description("Of an engagement event: how long the page was visible, in milliseconds.")]
    [Range(0, EventLimits.EngagementMilliseconds)]
    public long? EngagementTime { get; init; }

    [Description("Makes the event idempotent: the same site, id and timestamp twice is one event.")]
    [MaxLength(EventLimits.IdCharacters)]
    public string? Id { get; init; }

    [Description(
        "ISO 8601 (UTC without an offset) or Unix milliseconds; "
            + "at most 72 hours ago and 5 minutes ahead, imports any time ago. Default: the time of receipt."
    )]
    [Shape(MemberShape.Timestamp)]
    public JsonElement? Timestamp { get; init; }

    [Description("Your own id of the visitor, who then is recognised across days.")]
    [MaxLength(EventLimits.VisitorIdCharacters)]
    public string? VisitorId { get; init; }

    [Description("A number from -1e18 to 1e18, for averages, percentiles and rolling means. One beyond is left out with a warning.")]
    public double? Value { get; init; }

    [Description(
        "The agent of the person for whom a server or an app sends; then it decides bot, browser and device, and not the header."
    )]
    public string? UserAgent { get; init; }

    [Description("Imports only: the visitor's address; it is used to tell visitors apart and not stored.")]
    [MaxLength(EventLimits.AddressCharacters)]
    public string? Ip { get; init; }

    [Description("Imports only: dimensions to set outright, such as visit:source or event:hostname; an empty string means not set.")]
    public IReadOnlyDictionary<string, string>? Dimensions { get; init; }
}
