namespace Analytics.Core.Acquisition;

/// <summary>
/// Place of an event and origin of its visitor, derived from a URL and a referrer. Texts are empty where nothing is known.
/// </summary>
/// <param name="Host">Host of the URL, lower-case, without <c>www.</c></param>
/// <param name="Path">Decoded path of the URL (see <see cref="PagePath"/>), at most 2,000 characters; <c>/</c> for the root.</param>
/// <param name="Source">Who sent the visitor: the tagged source, else the referrer's name; empty means direct.</param>
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
