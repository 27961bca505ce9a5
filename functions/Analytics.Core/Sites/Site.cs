namespace Analytics.Core.Sites;

/// <summary>A registered site.</summary>
/// <param name="Domain">Lower-case domain or slug: the site's id everywhere.</param>
/// <param name="TimeZone">IANA time zone of its days, weeks and months.</param>
/// <param name="CreatedAt">When it was registered.</param>
/// <param name="IsPublic">Whether its statistics may be read without a key.</param>
/// <param name="RetentionDays">How many days of rollups are kept besides the current day; null for ever.</param>
public sealed record Site(
    string Domain,
    string TimeZone,
    DateTimeOffset CreatedAt,
    bool IsPublic = false,
    int? RetentionDays = null)
{
    /// <summary>
    /// The protocols of other products' clients whose events the site takes, each with its keys besides the domain; null for none.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? Clients { get; init; }
}
