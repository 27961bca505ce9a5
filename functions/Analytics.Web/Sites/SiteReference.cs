namespace Analytics.Web.Sites;

/// <summary>A request body that only names a site.</summary>
public sealed class SiteReference
{
    /// <summary>The site's domain.</summary>
    public string? SiteId { get; set; }
}
