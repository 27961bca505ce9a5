using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Analytics.Web.Keys;

/// <summary>Request to create a key.</summary>
public sealed class KeyRequest
{
    /// <summary>The longest name.</summary>
    public const int MaxName = 100;

    /// <summary>Name of the key.</summary>
    [Description("What the key is called, to recognise it in the list.")]
    [MaxLength(MaxName)]
    public string? Name { get; set; }

    /// <summary>Permissions of the key.</summary>
    [Description("What the key may do: stats, sites, import, admin.")]
    [Required]
    [MinLength(1)]
    public IReadOnlyList<string>? Scopes { get; set; }

    /// <summary>The only site of the key.</summary>
    [Description("The only site that the key is good for; absent for all sites. Not for scope admin.")]
    public string? Site { get; set; }
}
