using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Analytics.Core.Definitions;

namespace Analytics.Web.Sharing;

/// <summary>Request to create or change a shared link.</summary>
public sealed class SharedLinkRequest
{
    /// <summary>The longest name.</summary>
    public const int MaxName = 140;

    /// <summary>The site, if the address does not name it.</summary>
    [Description("The site's domain; only for PUT /api/v1/sites/shared-links.")]
    public string? SiteId { get; set; }

    /// <summary>The link's name.</summary>
    [Description("The link's name, unique within the site.")]
    [Required]
    [MaxLength(MaxName)]
    public string? Name { get; set; }

    /// <summary>The password of the link; null removes it.</summary>
    [Description(
        "The password that the link asks for; null for none. Left out of a change, it stays. "
            + "Another one ends what was read with the former."
    )]
    [MaxLength(LinkPassword.MaxLength)]
    public string? Password
    {
        get;
        set
        {
            field = value;
            HasPassword = true;
        }
    }

    /// <summary>Time at which the link ends; null for never.</summary>
    [Description("When the link ends; null or left out for never.")]
    public DateTimeOffset? ExpiresAt { get; set; }

    /// <summary>The id of the saved segment to which the link is limited; null for the whole site.</summary>
    [Description(
        "The id of a saved segment that is not personal: every question of the link's readers is limited to it. "
            + "Null or left out for the whole site."
    )]
    public string? Segment { get; set; }

    /// <summary>True if pages of other sites may show the link in a frame.</summary>
    [Description("true: pages of other sites may show it in a frame. Default: false.")]
    public bool Embed { get; set; }

    /// <summary>True if <see cref="Password"/> was sent, null included.</summary>
    [JsonIgnore]
    public bool HasPassword { get; private set; }
}
