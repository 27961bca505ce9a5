using System.Net;
using System.Net.Sockets;

namespace Analytics.Core.Alerts;

/// <summary>The rule for webhook addresses: https, and outside the server's own network. Pure and thread-safe.</summary>
public static class WebhookAddress
{
    /// <summary>The most characters of a URL.</summary>
    public const int MaxLength = 2_000;

    // Names that no public server has; a resolver of the server's network may know them.
    private static readonly string[] PrivateEndings = [".localhost", ".local", ".internal", ".home.arpa", ".lan"];

    /// <summary>
    /// Returns the reason why a URL is refused, or null. The addresses of its host are checked again at each call of the webhook.
    /// </summary>
    /// <param name="text">The URL.</param>
    /// <param name="allowsLocal">True if receivers on this machine are allowed, also with http.</param>
    public static string? Problem(string text, bool allowsLocal)
    {
        if (text.AsSpan().ContainsAnyInRange('\0', ' ') || text.Contains('\x7F', StringComparison.Ordinal))
        {
            return "has a space or control character; write it without, escaped as in %20 where it belongs to the address";
        }

        if (
            text.Length > MaxLength
            || !Uri.TryCreate(text, UriKind.Absolute, out var url)
            || url.Host.Length == 0
            || url.UserInfo.Length > 0
        )
        {
            return FormattableString.Invariant($"is no absolute URL without a user name of at most {MaxLength:N0} characters; ")
                + "give one like https://hooks.example/alerts";
        }

        // As the resolver is asked: other full stops are dots there.
        var host = url.IdnHost.TrimEnd('.');
        if (url.Host == "localhost" || host == "127.0.0.1")
        {
            return allowsLocal && url.Scheme is "http" or "https" ? null : "is of this machine; give an https URL of another";
        }

        return url.Scheme != Uri.UriSchemeHttps ? "must begin with https://"
            : IPAddress.TryParse(host, out var address)
                ? IsPublic(address) ? null
                    : "is an address of a private network; give a public one"
            : IsPrivateName(host) ? "is a name of a private network; give one that the internet knows"
            : null;
    }

    private static bool IsPrivateName(string host) =>
        !host.Contains('.', StringComparison.Ordinal)
        || PrivateEndings.Any(ending => host.EndsWith(ending, StringComparison.OrdinalIgnoreCase));

    /// <summary>Returns true if an address belongs to the public internet.</summary>
    public static bool IsPublic(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }

        var bytes = address.GetAddressBytes();
        return address.AddressFamily == AddressFamily.InterNetwork
            ? bytes
                is not (
                    [0 or 10 or 127, ..]
                    // Azure's own services of a machine, at the same address everywhere.
                    or [168, 63, 129, 16]
                    or [100, >= 64 and <= 127, ..]
                    or [169, 254, ..]
                    or [172, >= 16 and <= 31, ..]
                    or [192, 168, ..]
                    or [192, 0, 0 or 2, _]
                    or [198, 18 or 19, ..]
                    or [198, 51, 100, _]
                    or [203, 0, 113, _]
                    or [>= 224, ..]
                )
            // The global unicast range without 6to4 and Teredo (they embed an IPv4 address), documentation and benchmarks.
            : (bytes[0] & 0xE0) == 0x20
                && bytes is not ([0x20, 0x02, ..] or [0x20, 0x01, 0x00 or 0x01, ..] or [0x20, 0x01, 0x0D, 0xB8, ..] or [0x3F, 0xFF, ..]);
    }
}
