using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Analytics.Web.Sessions;

/// <summary>What a browser sends to sign in.</summary>
public sealed class SessionRequest
{
    /// <summary>The API key.</summary>
    [Description("The API key to exchange for a cookie.")]
    [Required]
    public string? Key { get; set; }
}
