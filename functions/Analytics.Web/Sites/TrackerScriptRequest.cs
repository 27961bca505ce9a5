using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Analytics.Core.Sites;
using Analytics.Web.Bodies;

namespace Analytics.Web.Sites;

/// <summary>
/// The features that the script of a site's pages is to measure besides pageviews. Absent members keep their values, false at first.
/// </summary>
public sealed class TrackerScriptRequest
{
    /// <summary>Accepted as answers have it; ignored.</summary>
    [Description("Accepted as answers have it; without effect, as it follows from the site.")]
    public string? Id { get; set; }

    /// <summary>The way in which the script is installed; null if unknown.</summary>
    [Description("How the script is installed. Kept and answered, without effect.")]
    [AllowedValues("wordpress", "manual", "gtm", null)]
    public string? InstallationType
    {
        get;
        set
        {
            field = value;
            HasInstallationType = true;
        }
    }

    /// <summary>True if pages that were not found are events.</summary>
    [JsonPropertyName("track_404_pages")]
    [Description("Whether pages that were not found are events named 404.")]
    public bool? Track404Pages { get; set; }

    /// <summary>True if the fragment of an address belongs to the page.</summary>
    [Description("Whether the fragment of an address belongs to the page.")]
    public bool? HashBasedRouting { get; set; }

    /// <summary>True if clicks of links to other sites are events.</summary>
    [Description("Whether clicks of links to other sites are events.")]
    public bool? OutboundLinks { get; set; }

    /// <summary>True if downloads are events.</summary>
    [Description("Whether downloads are events.")]
    public bool? FileDownloads { get; set; }

    /// <summary>Kept without effect: revenue is always taken.</summary>
    [Description("Kept and answered, without effect: revenue is always taken.")]
    public bool? RevenueTracking { get; set; }

    /// <summary>True if classes of elements name events.</summary>
    [Description("Whether classes of elements name events.")]
    public bool? TaggedEvents { get; set; }

    /// <summary>True if sent forms are events.</summary>
    [Description("Whether sent forms are events.")]
    public bool? FormSubmissions { get; set; }

    /// <summary>Kept without effect: properties of pageviews are always taken.</summary>
    [Description("Kept and answered, without effect: properties of pageviews are always taken.")]
    public bool? PageviewProps { get; set; }

    /// <summary>True if <see cref="InstallationType"/> was sent, null included.</summary>
    [JsonIgnore]
    public bool HasInstallationType { get; private set; }

    /// <summary>Sets a member by its name, from a form.</summary>
    /// <exception cref="Errors.ApiException">400 for an unknown member or a value of another type.</exception>
    internal void Set(string field, string member, string value)
    {
        switch (member)
        {
            case "id":
                break;
            case "installation_type":
                InstallationType = value.Length == 0 ? null : value;
                break;
            case "track_404_pages":
                Track404Pages = JsonBody.Flag(field, value);
                break;
            case "hash_based_routing":
                HashBasedRouting = JsonBody.Flag(field, value);
                break;
            case "outbound_links":
                OutboundLinks = JsonBody.Flag(field, value);
                break;
            case "file_downloads":
                FileDownloads = JsonBody.Flag(field, value);
                break;
            case "revenue_tracking":
                RevenueTracking = JsonBody.Flag(field, value);
                break;
            case "tagged_events":
                TaggedEvents = JsonBody.Flag(field, value);
                break;
            case "form_submissions":
                FormSubmissions = JsonBody.Flag(field, value);
                break;
            case "pageview_props":
                PageviewProps = JsonBody.Flag(field, value);
                break;
            default:
                throw JsonBody.Bad(
                    $"'{field}' is unknown; in tracker_script_configuration installation_type, track_404_pages, hash_based_routing, "
                        + "outbound_links, file_downloads, revenue_tracking, tagged_events, form_submissions and pageview_props are known"
                );
        }
    }

    /// <summary>Returns a configuration with what the request changes.</summary>
    internal TrackerScript Change(TrackerScript known) =>
        known with
        {
            InstallationType = HasInstallationType ? InstallationType : known.InstallationType,
            NotFound = Track404Pages ?? known.NotFound,
            HashBasedRouting = HashBasedRouting ?? known.HashBasedRouting,
            OutboundLinks = OutboundLinks ?? known.OutboundLinks,
            FileDownloads = FileDownloads ?? known.FileDownloads,
            RevenueTracking = RevenueTracking ?? known.RevenueTracking,
            TaggedEvents = TaggedEvents ?? known.TaggedEvents,
            FormSubmissions = FormSubmissions ?? known.FormSubmissions,
            PageviewProps = PageviewProps ?? known.PageviewProps,
        };
}
