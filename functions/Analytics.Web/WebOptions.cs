using Analytics.Core.Queries.Scanning;

namespace Analytics.Web;

/// <summary>Settings of the HTTP API, section <c>Analytics:Web</c>; read and checked once at start.</summary>
public sealed class WebOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Analytics:Web";

    /// <summary>The environment variable of <see cref="AdminKey"/>.</summary>
    public const string AdminKeyVariable = "ANALYTICS_ADMIN_KEY";

    /// <summary>The operator's admin key, at least 16 characters; null to use the one that the first start makes.</summary>
    public string? AdminKey { get; set; }

    /// <summary>
    /// Requests for statistics an hour, of each key, and of each address at a public site; 0 for no limit. Admin keys have none.
    /// </summary>
    public int StatsRequestsPerHour { get; set; } = 600;

    /// <summary>Requests for statistics an hour of each browser's session; 0 for no limit. Sessions of admin keys have none.</summary>
    public int SessionRequestsPerHour { get; set; } = 6_000;

    /// <summary>
    /// Megabytes that the bodies of all requests may have in memory together; beyond, they are refused with 503. 0 for an eighth of the
    /// memory that the process may use, within 16 and 512.
    /// </summary>
    public int BodyMegabytes { get; set; }

    /// <summary>
    /// Queries that are computed at once; 0 for the number of processors, at least 2. More take more memory and are not faster, unless the
    /// storage is far.
    /// </summary>
    public int ConcurrentQueries { get; set; }

    /// <summary>Seconds within which a query is answered; later it is given up with 504.</summary>
    public int QuerySeconds { get; set; } = 30;

    /// <summary>
    /// Events of the days and hours that a question reads, at most; beyond, it counts a sample of the visitors, and its answer says so.
    /// 0 for no limit.
    /// </summary>
    public long ScanEvents { get; set; } = ScanBudget.DefaultEvents;

    /// <summary>
    /// True to ask a few questions about the newest days of some sites right after the start, so that the first client need not wait until
    /// their code is compiled. It takes a second of processor time and ends when a client asks.
    /// </summary>
    public bool WarmsUp { get; set; } = true;

    /// <summary>
    /// True to let webhooks of alerts go to receivers on this machine (<c>localhost</c> and <c>127.0.0.1</c>), with http too.
    /// </summary>
    public bool AllowsLocalWebhooks { get; set; }

    /// <summary>
    /// True to name the public sites to people without a key, as the page does where they sign in: up to 50 of the first 1,000 sites. Their
    /// statistics may be read by whoever knows their domains in any case.
    /// </summary>
    public bool ListsPublicSites { get; set; } = true;

    /// <summary>True if all data is generated, as in the demo: pages then say so beside each site.</summary>
    public bool IsGenerated { get; set; }

    /// <summary>Networks in CIDR notation whose <c>X-Forwarded-For</c> is believed; empty to believe none.</summary>
    public IList<string> TrustedProxies { get; } = [];

    /// <summary>
    /// The header in which a trusted front end gives the client's address, such as <c>X-Azure-SocketIP</c>; null to read
    /// <c>X-Forwarded-For</c>.
    /// </summary>
    public string? ClientAddressHeader { get; set; }

    /// <summary>The header in which a trusted front end gives the visitor's ISO 3166-1 country; null for none.</summary>
    public string? CountryHeader { get; set; }

    /// <summary>The header in which a trusted front end gives the visitor's region; null for none.</summary>
    public string? RegionHeader { get; set; }

    /// <summary>The header in which a trusted front end gives the visitor's city; null for none.</summary>
    public string? CityHeader { get; set; }

    /// <summary>
    /// The database in MaxMind's format that tells country, region and city of an address where no trusted front end does; null for none.
    /// A file, on Azure <c>container/blob</c> of the archive's storage. It is loaded again when it is replaced.
    /// </summary>
    public string? GeoDatabase { get; set; }

    /// <summary>
    /// A file of agents in place of the release's <c>agents.txt</c>, in its format; null for that. Found and loaded again as
    /// <see cref="GeoDatabase"/>.
    /// </summary>
    public string? AgentsFile { get; set; }

    /// <summary>
    /// A file of sources in place of the release's <c>sources.txt</c>, in its format; null for that. Found and loaded again as
    /// <see cref="GeoDatabase"/>.
    /// </summary>
    public string? SourcesFile { get; set; }

    /// <summary>
    /// A file of networks of data centres, one in CIDR notation a line, whose events are filtered; null for none. Found and loaded again
    /// as
    /// <see cref="GeoDatabase"/>.
    /// </summary>
    public string? DataCentresFile { get; set; }
}
