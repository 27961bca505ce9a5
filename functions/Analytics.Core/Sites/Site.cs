using System.Globalization;
using System.Text.Json.Serialization;
using Analytics.Core.Text;

namespace Analytics.Core.Sites;

/// <summary>A registered site.</summary>
/// <param name="Id">
/// The permanent id of the site in all stored data: the domain under which it was registered. If another site already had that id,
/// <c>~2</c> or a higher number follows it. Registrations store it as <c>domain</c>. What clients send and see is <see cref="Domain"/>.
/// </param>
/// <param name="TimeZone">IANA time zone of its days, weeks and months.</param>
/// <param name="CreatedAt">Time of its registration.</param>
/// <param name="IsPublic">True if its statistics can be read without a key.</param>
/// <param name="RetentionDays">Number of days of rollups that are kept before the current day; null for ever.</param>
public sealed record Site(
    [property: JsonPropertyName("domain")] string Id,
    string TimeZone,
    DateTimeOffset CreatedAt,
    bool IsPublic = false,
    int? RetentionDays = null
)
{
    /// <summary>The time for which a site is still found under a former name.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromHours(72);

    /// <summary>The maximum number of former names within <see cref="Grace"/>.</summary>
    public const int MaxFormerNames = 10;

    /// <summary>
    /// The protocols of other products' clients that the site accepts, each with its keys in addition to the domain; null for none.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? Clients { get; init; }

    /// <summary>The first day of the site's weeks if it is not Monday; otherwise null.</summary>
    public DayOfWeek? WeekStart { get; init; }

    /// <summary>True if the site comes first where sites are listed for people.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsPinned { get; init; }

    /// <summary>The features that the script of the site's pages measures besides pageviews; null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public TrackerScript? TrackerScript { get; init; }

    /// <summary>The site's current domain if it differs from <see cref="Id"/>; otherwise null.</summary>
    public string? RenamedTo { get; init; }

    /// <summary>The former domains of the site; null for none. Expired ones are ignored.</summary>
    public IReadOnlyList<FormerName>? FormerNames { get; init; }

    /// <summary>The site's current domain, by which clients name it.</summary>
    [JsonIgnore]
    public string Domain => RenamedTo ?? Id;

    /// <summary>The first day of the site's weeks.</summary>
    [JsonIgnore]
    public DayOfWeek FirstDayOfWeek => WeekStart ?? DayOfWeek.Monday;

    /// <summary>
    /// The registration as exports name it. The same domain on another server, or registered again, has another origin.
    /// </summary>
    [JsonIgnore]
    public string Origin => string.Create(CultureInfo.InvariantCulture, $"{Id}@{CreatedAt.ToUnixTimeMilliseconds()}");

    /// <summary>Returns the former names under which the site is found at a time.</summary>
    public IReadOnlyList<FormerName> CurrentFormerNames(DateTimeOffset now) =>
        [.. (FormerNames ?? []).Where(former => former.Until > now)];

    /// <summary>Returns true if the site is found under a name at a time.</summary>
    /// <param name="name">The name in canonical form.</param>
    /// <param name="now">The time.</param>
    public bool IsNamed(string name, DateTimeOffset now) =>
        Domain == name || FormerNames?.Any(former => former.Name == name && former.Until > now) == true;

    /// <summary>Returns true if a text is part of the current domain, in its xn-- form or in its letters; case does not matter.</summary>
    public bool IsFoundBy(string text) =>
        Domain.Contains(text, StringComparison.OrdinalIgnoreCase)
        || HostName.ToUnicode(Domain).Contains(text, StringComparison.OrdinalIgnoreCase);

    /// <summary>Checks a registration before it is stored.</summary>
    /// <exception cref="ArgumentException">The domain or time zone is not valid.</exception>
    internal static void Check(Site site)
    {
        if (!SiteDomain.TryParse(site.Domain, out var name, out var problem) || !SiteTimeZone.TryParse(site.TimeZone, out problem))
        {
            throw new ArgumentException(problem, nameof(site));
        }

        if (name != site.Domain || !SiteDomain.IsId(site.Id))
        {
            throw new ArgumentException($"domain: '{site.Domain}' must be lower case", nameof(site));
        }
    }

    /// <summary>
    /// Returns the site with another name; it is found under the former one for <see cref="Grace"/>. The same name changes nothing.
    /// </summary>
    /// <param name="name">The new name in canonical form.</param>
    /// <param name="now">The time.</param>
    /// <exception cref="SiteNameException">The site gave up as many names lately as it may.</exception>
    public Site Rename(string name, DateTimeOffset now)
    {
        if (name == Domain)
        {
            return this;
        }

        var former = CurrentFormerNames(now).Where(previous => previous.Name != name).Append(new(Domain, now + Grace)).ToList();
        return former.Count > MaxFormerNames
            ? throw new SiteNameException(
                $"domain: site '{Domain}' had {former.Count} other domains within {Grace.TotalHours:0} hours, more than {MaxFormerNames}; "
                    + $"change it to '{name}' after {former.Min(previous => previous.Until):u}"
            )
            : this with
            {
                RenamedTo = name == Id ? null : name,
                FormerNames = former,
            };
    }
}

/// <summary>A former name of a site, under which it is still found for a while.</summary>
/// <param name="Name">The name.</param>
/// <param name="Until">The time from which another site can take the name.</param>
public sealed record FormerName(string Name, DateTimeOffset Until);
