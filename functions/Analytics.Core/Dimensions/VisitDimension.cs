namespace Analytics.Core.Dimensions;

/// <summary>
/// Properties of a visit, taken from its first event. The numbers are stored and never change. A new one takes the next number, up to 31,
/// and rows written before it read as not set.
/// </summary>
public enum VisitDimension : byte
{
    /// <summary>Referring source: <c>utm_source</c>, <c>source</c> or <c>ref</c>, else the referrer's name; empty means direct.</summary>
    Source = 0,

    /// <summary>Referrer without scheme and query; empty means direct.</summary>
    Referrer = 1,

    /// <summary>Acquisition channel.</summary>
    Channel = 2,

    /// <summary><c>utm_source</c>.</summary>
    UtmSource = 3,

    /// <summary><c>utm_medium</c>.</summary>
    UtmMedium = 4,

    /// <summary><c>utm_campaign</c>.</summary>
    UtmCampaign = 5,

    /// <summary><c>utm_content</c>.</summary>
    UtmContent = 6,

    /// <summary><c>utm_term</c>.</summary>
    UtmTerm = 7,

    /// <summary>Mobile, Tablet, Laptop or Desktop.</summary>
    Device = 8,

    /// <summary>Browser name.</summary>
    Browser = 9,

    /// <summary>Browser version, major or major.minor.</summary>
    BrowserVersion = 10,

    /// <summary>Operating system name.</summary>
    Os = 11,

    /// <summary>Operating system version.</summary>
    OsVersion = 12,

    /// <summary>ISO 3166-1 alpha-2 country code.</summary>
    Country = 13,

    /// <summary>Region: a place text of its ISO 3166-2 code and its name.</summary>
    Region = 14,

    /// <summary>City: a place text of its GeoNames id and its name.</summary>
    City = 15,

    /// <summary>Preferred language, an ISO 639 code such as <c>de</c>.</summary>
    Language = 16,

    /// <summary>Kind of client: a browser, an app or a server.</summary>
    Platform = 17,
}
