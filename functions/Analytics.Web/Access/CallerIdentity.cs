using System.Net;

namespace Analytics.Web.Access;

/// <summary>The identity of a caller where places and turns are shared, so that no caller can occupy all of them.</summary>
/// <param name="Id">The key's id, or the network of a reader without a key.</param>
/// <param name="HasKey">False for readers of public sites and shared links, who share places.</param>
internal readonly record struct CallerIdentity(string Id, bool HasKey)
{
    /// <summary>Returns the caller of a request.</summary>
    /// <param name="caller">The caller; null for a reader of a public site. Readers of shared links count as such.</param>
    /// <param name="address">The client's address; null if it is unknown.</param>
    public static CallerIdentity Of(Caller? caller, IPAddress? address) =>
        caller is null or { Link: not null } ? new(ClientAddress.NetworkOf(address), false) : new(caller.Key.Id, true);
}
