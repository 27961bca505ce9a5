namespace Analytics.Core.Acquisition;

/// <summary>The acquisition channels: Google Analytics' default channel group, with assistants.</summary>
public static class Channels
{
    /// <summary>No source, no campaign.</summary>
    public const string Direct = "Direct";

    /// <summary>A search engine's results.</summary>
    public const string OrganicSearch = "Organic Search";

    /// <summary>A search engine's advertisements.</summary>
    public const string PaidSearch = "Paid Search";

    /// <summary>Posts of a social network.</summary>
    public const string OrganicSocial = "Organic Social";

    /// <summary>Advertisements of a social network.</summary>
    public const string PaidSocial = "Paid Social";

    /// <summary>Mail and newsletters.</summary>
    public const string Email = "Email";

    /// <summary>Links of other sites.</summary>
    public const string Referral = "Referral";

    /// <summary>Banners.</summary>
    public const string Display = "Display";

    /// <summary>Affiliates' links.</summary>
    public const string Affiliates = "Affiliates";

    /// <summary>A video site.</summary>
    public const string OrganicVideo = "Organic Video";

    /// <summary>A video site's advertisements.</summary>
    public const string PaidVideo = "Paid Video";

    /// <summary>A shopping site.</summary>
    public const string OrganicShopping = "Organic Shopping";

    /// <summary>A shopping site's advertisements.</summary>
    public const string PaidShopping = "Paid Shopping";

    /// <summary>A campaign over several networks.</summary>
    public const string CrossNetwork = "Cross-network";

    /// <summary>Other advertisements.</summary>
    public const string PaidOther = "Paid Other";

    /// <summary>Text messages.</summary>
    public const string Sms = "SMS";

    /// <summary>Push notifications.</summary>
    public const string PushNotifications = "Mobile Push Notifications";

    /// <summary>Podcasts and music.</summary>
    public const string Audio = "Audio";

    /// <summary>Assistants that answer from the web.</summary>
    public const string AiAssistants = "AI Assistants";

    /// <summary>The channel of a source with a campaign's tags; the first rule that holds.</summary>
    internal static string Of(SourceEntry source, CampaignTags tags, bool hasReferrer)
    {
        var medium = tags.Medium.ToLowerInvariant();
        var campaign = tags.Campaign.ToLowerInvariant();
        var isShopping = source.Kind == SourceKind.Shopping || NamesShopping(campaign);
        if (campaign.Contains("cross-network", StringComparison.Ordinal))
        {
            return CrossNetwork;
        }

        if (source.IsPaid || IsPaidMedium(medium) || IsPaidClick(source, tags))
        {
            return OfPaid(source.Kind, isShopping, medium);
        }

        return medium is "display" or "banner" or "expandable" or "interstitial" or "cpm" ? Display
            : OfKind(source.Kind, isShopping) ?? OfMedium(medium, source.Name.ToLowerInvariant())
            ?? (source.Name.Length > 0 || hasReferrer || medium is "referral" or "app" or "link" ? Referral : Direct);
    }

    private static string OfPaid(SourceKind kind, bool isShopping, string medium) => kind switch
    {
        _ when isShopping => PaidShopping,
        SourceKind.Search => PaidSearch,
        SourceKind.Social => PaidSocial,
        SourceKind.Video => PaidVideo,
        _ => medium == "cpm" ? Display : PaidOther,
    };

    private static string? OfKind(SourceKind kind, bool isShopping) => kind switch
    {
        _ when isShopping => OrganicShopping,
        SourceKind.AiAssistant => AiAssistants,
        SourceKind.Social => OrganicSocial,
        SourceKind.Video => OrganicVideo,
        SourceKind.Search => OrganicSearch,
        SourceKind.Mail => Email,
        SourceKind.Audio => Audio,
        _ => null,
    };

    private static string? OfMedium(string medium, string source)
    {
        if (medium is "social" or "social-network" or "social-media" or "sm" or "social network" or "social media")
        {
            return OrganicSocial;
        }

        if (medium.Contains("video", StringComparison.Ordinal))
        {
            return OrganicVideo;
        }

        if (medium == "organic")
        {
            return OrganicSearch;
        }

        return IsMail(medium) || IsMail(source) ? Email
            : medium is "affiliate" or "affiliates" ? Affiliates
            : medium == "audio" ? Audio
            : medium == "sms" || source == "sms" ? Sms
            : medium.EndsWith("push", StringComparison.Ordinal) || medium.Contains("mobile", StringComparison.Ordinal)
                || medium.Contains("notification", StringComparison.Ordinal) || source == "firebase" ? PushNotifications
            : null;
    }

    private static bool IsMail(string text) => text is "email" or "e-mail" or "e_mail" or "e mail" or "newsletter" or "mail";

    private static bool IsPaidClick(SourceEntry source, CampaignTags tags) =>
        Sources.OfClickId(tags.ClickId) is { } advertiser && advertiser.Name == source.Name;

    // cp.* matches cpc, cpv, cpa; cpm is bought by the view and is display.
    private static bool IsPaidMedium(string medium) =>
        (medium.Contains("cp", StringComparison.Ordinal) && medium != "cpm")
        || medium is "ppc" or "retargeting"
        || medium.StartsWith("paid", StringComparison.Ordinal);

    /// <summary>Whether a campaign says shop as a word or at a word's start, but not as in "workshop".</summary>
    private static bool NamesShopping(string campaign)
    {
        var at = campaign.IndexOf("shop", StringComparison.Ordinal);
        return at >= 0 && (at == 0 || !char.IsAsciiLetter(campaign[at - 1]) || campaign[at..].StartsWith("shopping", StringComparison.Ordinal));
    }
}
