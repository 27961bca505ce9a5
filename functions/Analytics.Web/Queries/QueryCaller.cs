using System.Net;
using Analytics.Core.Keys;
using Analytics.Web.Access;

namespace Analytics.Web.Queries;

/// <summary>Identifies who asks, so that nobody takes the places of all others.</summary>
/// <param name="Id">The key's id, or the network of a reader without a key.</param>
/// <param name="HasKey">False for readers of public sites, who share places.</param>
internal readonly record struct QueryCaller(string Id, bool HasKey)
{
    /// <summary>The caller of a request.</summary>
    /// <param name="key">Its key; null for a reader of a public site.</param>
    /// <param name="address">The client's address; null if it is unknown.</param>
    public static QueryCaller Of(ApiKey? key, IPAddress? address) => key is null ? new(ClientAddress.NetworkOf(address), false) : new(key.Id, true);
}
