using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Analytics.Web.Goals;

/// <summary>Request to define a goal.</summary>
public sealed class GoalRequest
{
    /// <summary>The site's domain; not needed if the address names the site.</summary>
    [Description("The site's domain; only where the address does not name the site.")]
    public string? SiteId { get; set; }

    /// <summary>The kind of the goal.</summary>
    [Description("event: a custom event. page: a pageview, or a page scrolled as deep as scroll_threshold.")]
    [Required]
    [AllowedValues("event", "page")]
    public string? GoalType { get; set; }

    /// <summary>The name of the event; required for type event.</summary>
    [Description("The name of the custom event. Required for type event.")]
    [MaxLength(GoalRequestReader.MaxName)]
    public string? EventName { get; set; }

    /// <summary>The page's path; required for type page.</summary>
    [Description("The page's path; * stands for any characters but /, ** for any characters. Required for type page.")]
    [MaxLength(GoalRequestReader.MaxPath)]
    public string? PagePath { get; set; }

    /// <summary>The name under which it is queried.</summary>
    [Description("The name that queries use. Default: the event's name, 'Visit PATH' or 'Scroll 50% on PATH'.")]
    [MaxLength(GoalRequestReader.MaxName)]
    public string? DisplayName { get; set; }

    /// <summary>The least scroll depth in per cent.</summary>
    [Description("Of a page: the least scroll depth in per cent that reaches the goal; absent, null or -1 for any pageview.")]
    [Range(-1, 100)]
    public int? ScrollThreshold { get; set; }

    /// <summary>The currency of a revenue goal.</summary>
    [Description("Of an event: the ISO 4217 currency in which its revenue is reported; absent for a goal without revenue.")]
    public string? Currency { get; set; }

    /// <summary>Properties that an event must have.</summary>
    [Description("Custom properties that an event must have, each with exactly this value; at most 10.")]
    public IReadOnlyDictionary<string, string>? CustomProps { get; set; }
}
