namespace Analytics.Core.Acquisition;

/// <summary>
/// Derives a visitor's origin from URL and referrer. Pure and thread-safe; never throws for any text. Allocates, so call it once per
/// distinct pair.
/// </summary>
public static class AcquisitionParser
{
    /// <summary>Parses a pair.</summary>
    /// <param name="url">The URL as the client sent it.</param>
    /// <param name="referrer">The referrer as the client sent it; empty if none.</param>
    /// <param name="fragmentPages">True if the URL's fragment belongs to the page, as in applications that route by it.</param>
    public static Arrival Parse(string url, string referrer, bool fragmentPages = false)
    {
        var parts = UrlParts.Parse(url);
        var tags = CampaignTags.Parse(parts.Query);
        var origin = ReferrerParser.Parse(referrer, parts.Host);
        var source = Sources.OfTag(tags.Tag) ?? Sources.OfReferrer(origin) ?? Sources.OfClickId(tags.ClickId) ?? SourceEntry.Direct;
        return new Arrival(
            parts.Host,
            fragmentPages ? parts.PathAndFragment : parts.Path,
            source.Name,
            origin.Text,
            Channels.Of(source, tags),
            tags.Source,
            tags.Medium.Length == 0 && tags.ClickId.Length > 0 ? $"({tags.ClickId})" : tags.Medium,
            tags.Campaign,
            tags.Content,
            tags.Term
        );
    }

    /// <summary>Returns the channel of a visit of which only source and campaign are known, as in an import.</summary>
    public static string ChannelOf(string source, string utmSource, string medium, string campaign, string clickId = "") =>
        Channels.Of(Named(source, utmSource), new CampaignTags(utmSource, medium, campaign, "", "", utmSource, clickId));

    /// <summary>
    /// Returns the name that a source has here, such as <c>X (Twitter)</c> of <c>Twitter</c>, by which other tools or a campaign call it;
    /// an unknown name is kept, and an empty one means direct.
    /// </summary>
    /// <param name="name">A name, a tag or a host.</param>
    public static string SourceOf(string name) => Sources.OfTag(name)?.Name ?? string.Empty;

    /// <summary>Returns the named source, marked as paid if its tag is of a paid source.</summary>
    private static SourceEntry Named(string source, string tag)
    {
        var named = Sources.OfTag(source);
        var tagged = Sources.OfTag(tag);
        return named is null ? tagged ?? SourceEntry.Direct : named with { IsPaid = named.IsPaid || tagged is { IsPaid: true } };
    }
}

/// <summary>Page of an event and origin of its visitor, derived from a URL and a referrer. Unknown texts are empty.</summary>
/// <param name="Host">Host of the URL, lower-case, without <c>www.</c></param>
/// <param name="Path">Decoded path of the URL (see <see cref="PagePath"/>), at most 2,000 characters; <c>/</c> for the root.</param>
/// <param name="Source">The source: the tagged one, otherwise the referrer's name; empty means direct.</param>
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
