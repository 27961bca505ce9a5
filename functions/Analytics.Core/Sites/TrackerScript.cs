namespace Analytics.Core.Sites;

/// <summary>
/// The features that the script of a site's pages measures besides pageviews, as clients of Plausible's Sites API configure it. A stored
/// format: names of members never change.
/// </summary>
public sealed record TrackerScript
{
    /// <summary>The way in which the script is installed; null if unknown. Without effect.</summary>
    public string? InstallationType { get; init; }

    /// <summary>True if pages that were not found are events.</summary>
    public bool NotFound { get; init; }

    /// <summary>True if the fragment of an address belongs to the page.</summary>
    public bool HashBasedRouting { get; init; }

    /// <summary>True if clicks of links to other sites are events.</summary>
    public bool OutboundLinks { get; init; }

    /// <summary>True if downloads are events.</summary>
    public bool FileDownloads { get; init; }

    /// <summary>True if revenue was asked for. Without effect: it is always taken.</summary>
    public bool RevenueTracking { get; init; }

    /// <summary>True if classes of elements name events.</summary>
    public bool TaggedEvents { get; init; }

    /// <summary>True if sent forms are events.</summary>
    public bool FormSubmissions { get; init; }

    /// <summary>True if properties of pageviews were asked for. Without effect: they are always taken.</summary>
    public bool PageviewProps { get; init; }
}
