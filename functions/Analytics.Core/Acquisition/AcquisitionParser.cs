namespace Analytics.Core.Acquisition;

/// <summary>
/// Reads how a visitor came from URL and referrer. Pure, thread-safe, never throws whatever the texts are; allocates, so call it once per
/// distinct pair.
/// </summary>
public static class AcquisitionParser
{
    /// <summary>Reads a pair.</summary>
    /// <param name="url">The URL as the client sent it.</param>
    /// <param name="referrer">The referrer as the client sent it; empty if none.</param>
    /// <param name="fragmentPages">True if the URL's fragment belongs to the page, as in applications that route by it.</param>
    public static Arrival Parse(string url, string referrer, bool fragmentPages = false)
    {
        var parts = UrlParts.Parse(url);
        var tags = CampaignTags.Parse(parts.Query);
        var from = ReferrerParser.Parse(referrer, parts.Host);
        var source = Sources.OfTag(tags.Tag)
            ?? Sources.OfHost(from.Host)
            ?? Sources.OfClickId(tags.ClickId)
            ?? SourceEntry.Direct;
        return new Arrival(
            parts.Host,
            fragmentPages ? parts.PathAndFragment : parts.Path,
            source.Name,
            from.Text,
            Channels.Of(source, tags, from.Text.Length > 0),
            tags.Source,
            tags.Medium,
            tags.Campaign,
            tags.Content,
            tags.Term);
    }
}
