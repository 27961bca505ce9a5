using System.Text.Json.Serialization;
using Analytics.Core.Sites;
using Analytics.Web.Tracker;

namespace Analytics.Web.Sites;

/// <summary>The features that the script of a site's pages measures besides pageviews.</summary>
/// <param name="Id">Names the script of the pages, <c>/js/ID.js</c>, whatever it measures. It waits for <c>plausible.init()</c>.</param>
/// <param name="InstallationType">The way in which the script is installed; null if unknown. Without effect.</param>
/// <param name="Track404Pages">True if pages that were not found are events.</param>
/// <param name="HashBasedRouting">True if the fragment of an address belongs to the page.</param>
/// <param name="OutboundLinks">True if clicks of links to other sites are events.</param>
/// <param name="FileDownloads">True if downloads are events.</param>
/// <param name="RevenueTracking">The setting as it was sent. Without effect: revenue is always taken.</param>
/// <param name="TaggedEvents">True if classes of elements name events.</param>
/// <param name="FormSubmissions">True if sent forms are events.</param>
/// <param name="PageviewProps">The setting as it was sent. Without effect: properties of pageviews are always taken.</param>
public sealed record TrackerScriptAnswer(
    string Id,
    string? InstallationType,
    [property: JsonPropertyName("track_404_pages")] bool Track404Pages,
    bool HashBasedRouting,
    bool OutboundLinks,
    bool FileDownloads,
    bool RevenueTracking,
    bool TaggedEvents,
    bool FormSubmissions,
    bool PageviewProps
)
{
    /// <summary>Returns the answer for a site.</summary>
    public static TrackerScriptAnswer Of(Site site)
    {
        var script = site.TrackerScript ?? new();
        return new(
            ScriptName.IdOf(site),
            script.InstallationType,
            script.NotFound,
            script.HashBasedRouting,
            script.OutboundLinks,
            script.FileDownloads,
            script.RevenueTracking,
            script.TaggedEvents,
            script.FormSubmissions,
            script.PageviewProps
        );
    }
}
