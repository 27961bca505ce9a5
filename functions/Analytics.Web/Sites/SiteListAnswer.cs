using System.Text.Json.Serialization;

namespace Analytics.Web.Sites;

/// <summary>A page of sites.</summary>
/// <param name="Sites">The sites in order of their domains.</param>
/// <param name="Meta">Position of the page.</param>
public sealed record SiteListAnswer(IReadOnlyList<SiteAnswer> Sites, PageMeta Meta)
{
    /// <summary>
    /// The ids of sites within the page whose registrations are damaged and can't be listed, if there are any: restore them from a backup.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Unreadable { get; init; }
}
