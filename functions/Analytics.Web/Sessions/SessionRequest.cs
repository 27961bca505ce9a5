using System.ComponentModel;

namespace Analytics.Web.Sessions;

/// <summary>Request to sign a browser in.</summary>
public sealed class SessionRequest
{
    /// <summary>The API key; null to sign in with a link.</summary>
    [Description("The API key to exchange for a cookie; either this or link.")]
    public string? Key { get; set; }

    /// <summary>The token of a shared link; null to sign in with a key.</summary>
    [Description("The token of a shared link to exchange for a bearer that only reads; either this or key.")]
    public string? Link { get; set; }

    /// <summary>The link's password; null without one.</summary>
    [Description("The shared link's password, if it asks for one.")]
    public string? Password { get; set; }
}
