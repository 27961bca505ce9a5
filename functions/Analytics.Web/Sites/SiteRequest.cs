using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Analytics.Core.Sites;

namespace Analytics.Web.Sites;

/// <summary>Request to register or change a site. In a change, absent members keep their values.</summary>
public sealed class SiteRequest
{
    /// <summary>
    /// The site's domain: letters, digits, '.', '-' and '_', with 1 to 63 characters between dots that neither begin nor end with '-';
    /// required to register. After a change, the site is found under the former domain for 72 hours.
    /// </summary>
    [Description(
        "The site's domain: lower-case letters, digits, '.', '-', '_'; between dots 1 to 63 characters that neither begin nor end "
            + "with '-'. Required to register. "
            + "Changed, the site still collects events and is found under the domain before for 72 hours; "
            + "statistics, keys and definitions stay. A change needs a key without a site."
    )]
    [MaxLength(SiteDomain.MaxLength)]
    public string? Domain { get; set; }

    /// <summary>An IANA time zone; <c>Etc/UTC</c> if a new site names none.</summary>
    [Description("IANA time zone of the site's days. Default: Etc/UTC.")]
    public string? Timezone { get; set; }

    /// <summary>The first day of the site's weeks; <c>monday</c> if a new site names none.</summary>
    [Description("The first day of the site's weeks, as time:week and cohorts by week cut them. Default: monday.")]
    [AllowedValues("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")]
    public string? WeekStart { get; set; }

    /// <summary>True if anyone may read the statistics without a key.</summary>
    [Description("Whether the statistics may be read without a key. Default: false.")]
    public bool? Public { get; set; }

    /// <summary>True if the site comes first in the page's list of sites.</summary>
    [Description("Whether the site comes first in the page's list of sites, for everyone. Default: false.")]
    public bool? Pinned { get; set; }

    /// <summary>
    /// Number of days before the current day for which statistics are kept; null for no limit. Older statistics are deleted within three
    /// days.
    /// </summary>
    [Description(
        "How many days statistics are kept besides the current day; null for ever. Older ones are deleted within three days; "
            + "raw events are kept as long as the server keeps them. Default: null."
    )]
    [Range(1, SiteRequestReader.MaxRetentionDays)]
    public int? RetentionDays
    {
        get;
        set
        {
            field = value;
            HasRetentionDays = true;
        }
    }

    /// <summary>The enabled protocols of other products' clients, each with its keys.</summary>
    [Description(
        "The protocols of other products' clients whose events the site takes, each with the keys that it takes besides the "
            + "site's domain, as in { \"segment\": [\"WRITEKEY\"], \"umami\": [] }. The whole replaces what was set. Default: none."
    )]
    public Dictionary<string, List<string>>? Clients { get; set; }

    /// <summary>The features that the script of the site's pages is to measure besides pageviews.</summary>
    [Description(
        "What the script /js/ID.js of the answer's id measures besides pageviews, as in Plausible. In a form: "
            + "tracker_script_configuration[outbound_links]=true. Default: nothing."
    )]
    public TrackerScriptRequest? TrackerScriptConfiguration { get; set; }

    /// <summary>Accepted for clients of other products; ignored.</summary>
    [Description("Accepted for compatibility; without effect.")]
    public string? TeamId { get; set; }

    /// <summary>True if <see cref="RetentionDays"/> was sent, null included.</summary>
    [JsonIgnore]
    public bool HasRetentionDays { get; private set; }
}
