using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Analytics.Web.CustomProperties;

/// <summary>The body of a request to register a custom property.</summary>
public sealed class CustomPropertyRequest
{
    /// <summary>The longest name of a property.</summary>
    public const int MaxName = 300;

    /// <summary>The site.</summary>
    [Description("The site's domain.")]
    [Required]
    public string? SiteId { get; set; }

    /// <summary>The property.</summary>
    [Description("The property's name.")]
    [MaxLength(MaxName)]
    public string? Property { get; set; }
}
