namespace Analytics.Core.EventLog;

/// <summary>Every limit of the collection endpoints, as the API description states them. Characters are Unicode code points.</summary>
public static class EventLimits
{
    /// <summary>Bytes of a batch after decompression.</summary>
    public const int BatchBytes = 4 * 1024 * 1024;

    /// <summary>Bytes of the body of a single event.</summary>
    public const int EventBytes = 512 * 1024;

    /// <summary>Events of a batch.</summary>
    public const int BatchEvents = 2_500;

    /// <summary>Nesting depth allowed in properties or revenue that are sent as a text.</summary>
    public const int Depth = 8;

    /// <summary>Sites in the comma-separated <c>domain</c> of one event.</summary>
    public const int DomainsPerEvent = 20;

    /// <summary>
    /// Unknown domains of one request that are looked up in the tables. Further ones that are not cached are refused without a look-up.
    /// </summary>
    public const int UnknownSites = 100;

    /// <summary>Problems that a receipt lists one by one; all are counted.</summary>
    public const int ListedProblems = 100;

    /// <summary>Bytes of JSON that the listed problems of a receipt may take.</summary>
    public const int ListedBytes = 18_000;

    /// <summary>Characters of one domain.</summary>
    public const int DomainCharacters = 253;

    /// <summary>Characters of an event name.</summary>
    public const int NameCharacters = 120;

    /// <summary>Characters of a URL, the rest is cut off with a warning; its path is kept up to <see cref="PathCharacters"/>.</summary>
    public const int UrlCharacters = 8_000;

    /// <summary>Characters of a page's path; the rest is cut off.</summary>
    public const int PathCharacters = 2_000;

    /// <summary>Characters of a referrer; the rest is cut off with a warning.</summary>
    public const int ReferrerCharacters = 2_000;

    /// <summary>Custom properties of an event.</summary>
    public const int Properties = 30;

    /// <summary>Different property keys in one request for one site; for several sites so many times their number.</summary>
    public const int DistinctKeys = 1_000;

    /// <summary>Different event names in one request for one site; for several sites so many times their number.</summary>
    public const int DistinctNames = 1_000;

    /// <summary>Characters of a property's key.</summary>
    public const int PropertyKeyCharacters = 300;

    /// <summary>Characters of a property's value.</summary>
    public const int PropertyValueCharacters = 2_000;

    /// <summary>Characters of an event id.</summary>
    public const int IdCharacters = 64;

    /// <summary>Characters of a <c>visitor_id</c>.</summary>
    public const int VisitorIdCharacters = 200;

    /// <summary>Characters of a dimension set outright by an import.</summary>
    public const int DimensionCharacters = 2_000;

    /// <summary>Characters of the <c>ip</c> of an imported event.</summary>
    public const int AddressCharacters = 64;

    /// <summary>Bytes of a user agent that are parsed; the rest is ignored.</summary>
    public const int UserAgentBytes = 1_024;

    /// <summary>The largest absolute revenue amount, in the currency's unit.</summary>
    public const decimal RevenueAmount = 9_000_000_000_000m;

    /// <summary>The largest absolute <c>value</c>. The sum of all events of a site is far below what a double holds.</summary>
    public const double Value = 1e18;

    /// <summary>The largest scroll depth, in per cent.</summary>
    public const int ScrollDepth = 100;

    /// <summary>The highest rank of an imported event within its second.</summary>
    public const int Rank = 999;

    /// <summary>The longest engagement time, in milliseconds: one day.</summary>
    public const long EngagementMilliseconds = 24 * 60 * 60 * 1000;

    /// <summary>Largest age of a client's timestamp; an import's may be older.</summary>
    public static readonly TimeSpan Age = TimeSpan.FromHours(72);

    /// <summary>Time by which a timestamp may be ahead of the receive time.</summary>
    public static readonly TimeSpan Ahead = TimeSpan.FromMinutes(5);
}
