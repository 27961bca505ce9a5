using System.Collections.ObjectModel;
using System.ComponentModel;
using System.Text.Json.Serialization;
using Analytics.Core.Sites;

namespace Analytics.Web.Sites;

/// <summary>A site as clients see it.</summary>
/// <param name="Domain">Its domain, by which requests name it.</param>
/// <param name="Timezone">The IANA time zone of its days.</param>
/// <param name="WeekStart">The first day of its weeks.</param>
/// <param name="Public">True if the statistics may be read without a key.</param>
/// <param name="Pinned">True if the site comes first in the page's list of sites.</param>
/// <param name="RetentionDays">Number of days before the current day for which statistics are kept; null for no limit.</param>
/// <param name="CreatedAt">Time of its registration.</param>
/// <param name="Clients">
/// The enabled protocols of other products' clients, each with its keys; empty for readers who do not manage the site.
/// </param>
/// <param name="Generated">True if its data is generated, as in the demo.</param>
public sealed record SiteAnswer(
    string Domain,
    string Timezone,
    string WeekStart,
    bool Public,
    bool Pinned,
    int? RetentionDays,
    DateTimeOffset CreatedAt,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Clients,
    bool Generated
)
{
    /// <summary>Returns the answer for a site.</summary>
    /// <param name="site">The site.</param>
    /// <param name="generated">True if the server's data is generated.</param>
    /// <param name="now">The current time, by which former domains expire.</param>
    public static SiteAnswer Of(Site site, bool generated, DateTimeOffset now) =>
        new(
            site.Domain,
            site.TimeZone,
            SiteWeek.NameOf(site.FirstDayOfWeek),
            site.IsPublic,
            site.IsPinned,
            site.RetentionDays,
            site.CreatedAt,
            site.Clients ?? ReadOnlyDictionary<string, IReadOnlyList<string>>.Empty,
            generated
        )
        {
            FormerDomains = site.CurrentFormerNames(now) is { Count: > 0 } former
                ? [.. former.Select(one => new FormerDomainAnswer(one.Name, one.Until))]
                : null,
        };

    /// <summary>The registered custom properties; absent in lists of sites.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [Description("The registered custom properties. Queries know every property that events have. Absent in lists of sites.")]
    public IReadOnlyList<string>? CustomProperties { get; init; }

    /// <summary>The features that the script of the site's pages measures besides pageviews; absent in lists of sites.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [Description("What the script of the site's pages measures besides pageviews. Absent in lists of sites.")]
    public TrackerScriptAnswer? TrackerScriptConfiguration { get; init; }

    /// <summary>The former domains under which the site is still found; absent if there are none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [Description(
        "The domains that the site had before, under which it still collects events and is found until they end. Absent for none."
    )]
    public IReadOnlyList<FormerDomainAnswer>? FormerDomains { get; init; }
}

/// <summary>A former domain of a site.</summary>
/// <param name="Domain">The domain.</param>
/// <param name="Until">Time until which the site is found under it.</param>
public sealed record FormerDomainAnswer(string Domain, DateTimeOffset Until);
