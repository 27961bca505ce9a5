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

    /// <summary>Returns the channel of a source and campaign: the first rule that holds, in the order of Google Analytics.</summary>
    internal static string Of(SourceEntry source, CampaignTags tags)
    {
        var medium = tags.Medium.ToLowerInvariant();
        var campaign = tags.Campaign.ToLowerInvariant();
        var isShopping = source.Kind == SourceKind.Shopping || NamesShopping(campaign);
        if (campaign.Contains("cross-network", StringComparison.Ordinal))
        {
            return CrossNetwork;
        }

        var isPaid = source.IsPaid || IsPaidMedium(medium);
        return (isPaid && isShopping ? PaidShopping : null)
            ?? (isPaid || IsPaidClick(source, tags) ? OfPaid(source.Kind) : null)
            ?? (medium is "display" or "banner" or "expandable" or "interstitial" or "cpm" ? Display : null)
            ?? (
                isPaid ? PaidOther
                : isShopping ? OrganicShopping
                : OfKindOrMedium(source, medium)
            )
            ?? OfTags(source, medium, tags.Source.ToLowerInvariant())
            ?? (source.Name.Length > 0 || medium is "referral" or "app" or "link" ? Referral : Direct);
    }

    private static string? OfPaid(SourceKind kind) =>
        kind switch
        {
            SourceKind.Search => PaidSearch,
            SourceKind.Social => PaidSocial,
            SourceKind.Video => PaidVideo,
            _ => null,
        };

    private static string? OfKindOrMedium(SourceEntry source, string medium) =>
        source.Kind == SourceKind.Social
        || medium is "social" or "social-network" or "social-media" or "sm" or "social network" or "social media"
            ? OrganicSocial
        : source.Kind == SourceKind.Video || medium.Contains("video", StringComparison.Ordinal) ? OrganicVideo
        : source.Kind == SourceKind.AiAssistant ? AiAssistants
        : source.Kind == SourceKind.Search || medium == "organic" ? OrganicSearch
        : null;

    private static string? OfTags(SourceEntry source, string medium, string tag)
    {
        var name = source.Name.ToLowerInvariant();
        return source.Kind == SourceKind.Mail || medium == "mail" || NamesMail(medium) || NamesMail(tag) || IsMail(name) ? Email
            : medium is "affiliate" or "affiliates" ? Affiliates
            : source.Kind == SourceKind.Audio || medium == "audio" ? Audio
            : medium == "sms" || tag == "sms" || name == "sms" ? Sms
            : medium.EndsWith("push", StringComparison.Ordinal)
            || medium.Contains("mobile", StringComparison.Ordinal)
            || medium.Contains("notification", StringComparison.Ordinal)
            || name == "firebase"
                ? PushNotifications
            : null;
    }

    private static bool IsMail(string text) => text is "email" or "e-mail" or "e_mail" or "e mail" or "newsletter" or "mail";

    private static bool NamesMail(string text) =>
        text.Contains("email", StringComparison.Ordinal)
        || text.Contains("e-mail", StringComparison.Ordinal)
        || text.Contains("e_mail", StringComparison.Ordinal)
        || text.Contains("e mail", StringComparison.Ordinal)
        || text.Contains("newsletter", StringComparison.Ordinal);

    private static bool IsPaidClick(SourceEntry source, CampaignTags tags) =>
        Sources.OfClickId(tags.ClickId) is { } advertiser && advertiser.Name == source.Name;

    // Matches cpc, cpv, cpa and cpm. cpm, bought by the thousand views, is Display unless the source's kind has a channel of paid
    // visits.
    private static bool IsPaidMedium(string medium) =>
        medium.Contains("cp", StringComparison.Ordinal)
        || medium is "ppc" or "retargeting"
        || medium.StartsWith("paid", StringComparison.Ordinal);

    /// <summary>
    /// Returns true for a campaign that says shopping, or shop at the start of a word or after an e, but not for workshop.
    /// </summary>
    private static bool NamesShopping(string campaign)
    {
        for (
            var index = campaign.IndexOf("shop", StringComparison.Ordinal);
            index >= 0;
            index = campaign.IndexOf("shop", index + 1, StringComparison.Ordinal)
        )
        {
            if (
                index == 0
                || !char.IsAsciiLetterLower(campaign[index - 1])
                || campaign[index - 1] == 'e'
                || campaign.AsSpan(index).StartsWith("shopping")
            )
            {
                return true;
            }
        }

        return false;
    }
}
