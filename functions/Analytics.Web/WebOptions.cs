using Analytics.Core.Queries.Scanning;

namespace Analytics.Web;

/// <summary>Settings of the HTTP API, section <c>Analytics:Web</c>; read and checked once at start.</summary>
public sealed class WebOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Analytics:Web";

    /// <summary>The environment variable of <see cref="AdminKey"/>.</summary>
    public const string AdminKeyVariable = "ANALYTICS_ADMIN_KEY";

    /// <summary>The operator's admin key, at least 16 characters; null to use the one that the first start creates.</summary>
    public string? AdminKey { get; set; }

    /// <summary>
    /// Maximum requests for statistics an hour, of each key, and of each address at a public site; 0 for no limit. Admin keys are not
    /// limited.
    /// </summary>
    public int StatsRequestsPerHour { get; set; } = 600;

    /// <summary>
    /// Maximum requests for statistics an hour of each browser session; 0 for no limit. Sessions of admin keys are not limited.
    /// </summary>
    public int SessionRequestsPerHour { get; set; } = 6_000;

    /// <summary>
    /// Maximum megabytes of the bodies of all requests in memory; bodies that do not fit are rejected with 503. 0 for an eighth of the
    /// memory that the process may use, between 16 and 512.
    /// </summary>
    public int BodyMegabytes { get; set; }

    /// <summary>
    /// Number of queries that are computed at once; 0 for the number of processors, at least 2. More need more memory and are faster only
    /// if the storage is remote.
    /// </summary>
    public int ConcurrentQueries { get; set; }

    /// <summary>Maximum seconds of a query, after which it is answered with 504.</summary>
    public int QuerySeconds { get; set; } = 30;

    /// <summary>
    /// Maximum seconds of an export or of a stream of events, after which it ends and tells where to go on; 0 for no limit. For hosts
    /// whose front end breaks requests off: Azure's does so after 230 seconds.
    /// </summary>
    public int AnswerSeconds { get; set; }

    /// <summary>
    /// Maximum events of the days and hours that a question reads; above, it counts a sample of the visitors, and its answer says so. 0
    /// for no limit.
    /// </summary>
    public long ScanEvents { get; set; } = ScanBudget.DefaultEvents;

    /// <summary>
    /// True to run a few queries about the newest days of some sites right after the start, so that the first client need not wait until
    /// their code is compiled. Takes a second of processor time and ends when a client sends a query.
    /// </summary>
    public bool WarmsUp { get; set; } = true;

    /// <summary>True to allow webhooks of alerts on this machine (<c>localhost</c> and <c>127.0.0.1</c>), also with http.</summary>
    public bool AllowsLocalWebhooks { get; set; }

    /// <summary>
    /// True to list the public sites to visitors without a key, as the sign-in page does: up to 50 of the first 1,000 sites. Anyone who
    /// knows their domains may read their statistics in any case.
    /// </summary>
    public bool ListsPublicSites { get; set; } = true;

    /// <summary>True if all data is generated, as in the demo; pages then state it beside each site.</summary>
    public bool IsGenerated { get; set; }

    /// <summary>Networks in CIDR notation whose <c>X-Forwarded-For</c> is trusted; empty to trust none.</summary>
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
    /// The path of a database in MaxMind's format, with the country, region and city of addresses, used if no trusted front end names
    /// them;
    /// null for none. On Azure <c>container/blob</c> of the archive's storage. A replaced file is loaded again.
    /// </summary>
    public string? GeoDatabase { get; set; }

    /// <summary>
    /// The path of a file of agents, in the format of the release's <c>agents.txt</c>, which it replaces; null for the release's. Read
    /// like
    /// <see cref="GeoDatabase"/>.
    /// </summary>
    public string? AgentsFile { get; set; }

    /// <summary>
    /// The path of a file of sources, in the format of the release's <c>sources.txt</c>, which it replaces; null for the release's. Read
    /// like <see cref="GeoDatabase"/>.
    /// </summary>
    public string? SourcesFile { get; set; }

    /// <summary>
    /// The path of a file with networks of data centres, one in CIDR notation a line, whose events are filtered; null for none. Read like
    /// <see cref="GeoDatabase"/>.
    /// </summary>
    public string? DataCentresFile { get; set; }
}
