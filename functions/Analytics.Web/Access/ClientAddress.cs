using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Analytics.Web.Access;

/// <summary>Finds the address of the client behind the configured proxies. Thread-safe.</summary>
internal sealed class ClientAddress(IOptions<WebOptions> options)
{
    private readonly IPNetwork[] _proxies = [.. options.Value.TrustedProxies.Select(network => IPNetwork.Parse(network))];

    /// <summary>
    /// Returns the nearest address that is not a configured proxy: the peer's own, or an entry of <c>X-Forwarded-For</c>, read from the
    /// right, because each proxy appends its peer. Entries further left could be forged by the client. A configured header of the front
    /// end takes precedence.
    /// </summary>
    public IPAddress? Of(HttpContext context)
    {
        var address = Plain(context.Connection.RemoteIpAddress);
        if (_proxies.Length == 0 || address is null || !IsProxy(address))
        {
            return address;
        }

        if (options.Value.ClientAddressHeader is { } header && Parse(context.Request.Headers[header].ToString()) is { } stated)
        {
            return stated;
        }

        var entries = context.Request.Headers["X-Forwarded-For"].ToString();
        for (var rest = entries.AsSpan(); !rest.IsEmpty; )
        {
            var comma = rest.LastIndexOf(',');
            if (Parse(rest[(comma + 1)..].Trim()) is not { } next)
            {
                break;
            }

            address = next;
            if (!IsProxy(address))
            {
                break;
            }

            rest = comma < 0 ? default : rest[..comma];
        }

        return address;
    }

    /// <summary>
    /// Returns the network of a request's client, by which requests are limited: a client with one IPv6 address usually has 2^64 of them.
    /// </summary>
    public string NetworkOf(HttpContext context) => NetworkOf(Of(context));

    /// <summary>
    /// Returns the network of an address: an IPv4 address itself, the first 64 bits of an IPv6 address; empty if it is unknown.
    /// </summary>
    public static string NetworkOf(IPAddress? address) =>
        address switch
        {
            null => string.Empty,
            { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false } => Convert.ToHexString(
                address.GetAddressBytes(),
                0,
                8
            ),
            _ => address.ToString(),
        };

    /// <summary>
    /// Returns the part of an address that may be logged, because it identifies no client: the first 24 bits of an IPv4 address, the first
    /// 48 of an IPv6 address.
    /// </summary>
    public static string ProviderNetworkOf(IPAddress? address)
    {
        if (address is null)
        {
            return "an unknown address";
        }

        var bytes = Plain(address)!.GetAddressBytes();
        var kept = bytes.Length == 4 ? 3 : 6;
        Array.Clear(bytes, kept, bytes.Length - kept);
        return new IPNetwork(new IPAddress(bytes), kept * 8).ToString();
    }

    /// <summary>Returns true if the request came through a configured proxy, whose headers about the visitor are trusted.</summary>
    public bool IsBehindProxy(HttpContext context) =>
        _proxies.Length > 0 && Plain(context.Connection.RemoteIpAddress) is { } peer && IsProxy(peer);

    private static IPAddress? Parse(ReadOnlySpan<char> text)
    {
        // Some front ends append the port.
        if (IPAddress.TryParse(text, out var address))
        {
            return Plain(address);
        }

        return IPEndPoint.TryParse(text, out var endpoint) ? Plain(endpoint.Address) : null;
    }

    private static IPAddress? Plain(IPAddress? address) => address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;

    private bool IsProxy(IPAddress address) => Array.Exists(_proxies, network => network.Contains(address));
}
