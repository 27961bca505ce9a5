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
        var source = Sources.OfTag(tags.Tag) ?? Sources.OfReferrer(from) ?? Sources.OfClickId(tags.ClickId) ?? SourceEntry.Direct;
        return new Arrival(
            parts.Host,
            fragmentPages ? parts.PathAndFragment : parts.Path,
            source.Name,
            from.Text,
            Channels.Of(source, tags),
            tags.Source,
            tags.Medium.Length == 0 && tags.ClickId.Length > 0 ? $"({tags.ClickId})" : tags.Medium,
            tags.Campaign,
            tags.Content,
            tags.Term
        );
    }

    /// <summary>The channel of a visit of which only the source and the campaign are known, as an import gives them.</summary>
    public static string ChannelOf(string source, string utmSource, string medium, string campaign, string clickId = "") =>
        Channels.Of(Named(source, utmSource), new CampaignTags(utmSource, medium, campaign, "", "", utmSource, clickId));

    /// <summary>The named source, paid for if its tag says so.</summary>
    private static SourceEntry Named(string source, string tag)
    {
        var named = Sources.OfTag(source);
        var tagged = Sources.OfTag(tag);
        return named is null ? tagged ?? SourceEntry.Direct : named with { IsPaid = named.IsPaid || tagged is { IsPaid: true } };
    }
}

/// <summary>
/// Place of an event and origin of its visitor, derived from a URL and a referrer. Texts are empty where nothing is known.
/// </summary>
/// <param name="Host">Host of the URL, lower-case, without <c>www.</c></param>
/// <param name="Path">Decoded path of the URL (see <see cref="PagePath"/>), at most 2,000 characters; <c>/</c> for the root.</param>
/// <param name="Source">The source: the tagged one, else the referrer's name; empty means direct.</param>
/// <param name="Referrer">Referrer without scheme, <c>www.</c>, query and trailing slash; empty means direct or internal.</param>
/// <param name="Channel">One of <see cref="Channels"/>.</param>
/// <param name="UtmSource"><c>utm_source</c>, decoded.</param>
/// <param name="UtmMedium"><c>utm_medium</c>, decoded.</param>
/// <param name="UtmCampaign"><c>utm_campaign</c>, decoded.</param>
/// <param name="UtmContent"><c>utm_content</c>, decoded.</param>
/// <param name="UtmTerm"><c>utm_term</c>, decoded.</param>
public sealed record Arrival(
    string Host,
    string Path,
    string Source,
    string Referrer,
    string Channel,
    string UtmSource,
    string UtmMedium,
    string UtmCampaign,
    string UtmContent,
    string UtmTerm
);
