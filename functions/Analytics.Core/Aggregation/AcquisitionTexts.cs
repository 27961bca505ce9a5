namespace Analytics.Core.Aggregation;

/// <summary>A parsed URL and referrer as text numbers of a pool.</summary>
internal readonly record struct AcquisitionTexts(
    int Host,
    int Page,
    int Source,
    int Referrer,
    int Channel,
    int UtmSource,
    int UtmMedium,
    int UtmCampaign,
    int UtmContent,
    int UtmTerm
);
