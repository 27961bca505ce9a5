using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Analytics.Core.Alerts;

namespace Analytics.Web.Alerts;

/// <summary>Request to define an alert.</summary>
public sealed class AlertRequest
{
    /// <summary>The name that people give it.</summary>
    [Description("The name that people give it.")]
    [Required]
    [MaxLength(AlertRequestReader.MaxName)]
    public string? Name { get; set; }

    /// <summary>The cause.</summary>
    [Description(
        "spike, drop: an hour far above or below the average of the hours before. silence: no event. conversion: "
            + "a goal below a rate. set_aside: items that could not be processed."
    )]
    [Required]
    [AllowedValues("spike", "drop", "silence", "conversion", "set_aside")]
    public string? Kind { get; set; }

    /// <summary>The address of the webhook.</summary>
    [Description("The address of the webhook, https.")]
    [Required]
    [MaxLength(WebhookAddress.MaxLength)]
    public string? Url { get; set; }

    /// <summary>The limit.</summary>
    [Description(
        "spike: per cent above the average (default 100). drop: per cent below (default 50). conversion: "
            + "the least rate in per cent. set_aside: the items that are tolerated (default 0)."
    )]
    public double? Threshold { get; set; }

    /// <summary>The hours.</summary>
    [Description("spike, drop, conversion: the hours over which is averaged or converted, 2 to 168 (default 24).")]
    [Range(AlertRequestReader.MinHours, AlertRequestReader.MaxHours)]
    public int? Hours { get; set; }

    /// <summary>The minutes.</summary>
    [Description("silence: the minutes without an event, 10 to 10,080 (default 60).")]
    [Range(AlertRequestReader.MinMinutes, AlertRequestReader.MaxMinutes)]
    public int? Minutes { get; set; }

    /// <summary>The metric.</summary>
    [Description(
        "spike, drop: visitors, visits, pageviews, events or total_revenue (default pageviews; with a goal events, or "
            + "visitors where it is reached by scrolling). total_revenue is of a goal with a currency."
    )]
    [AllowedValues("visitors", "visits", "pageviews", "events", "total_revenue")]
    public string? Metric { get; set; }

    /// <summary>The goal.</summary>
    [Description("The goal's name. conversion: needed. spike, drop, silence: only events that reach it count (default all events).")]
    [MaxLength(AlertRequestReader.MaxName)]
    public string? Goal { get; set; }
}
