using System.Net;
using System.Net.Sockets;

namespace Analytics.Core.AccessLogs;

/// <summary>Addresses and host names as access logs write them. Pure.</summary>
internal static class LogAddress
{
    // The longest text of an address: IPv6 with an embedded IPv4.
    private const int MaxAddress = 45;

    /// <summary>Removes quotation marks, a comma, brackets and a port: <c>[2001:db8::1]:443</c>, <c>203.0.113.9:51234</c>.</summary>
    public static ReadOnlySpan<byte> Plain(ReadOnlySpan<byte> text)
    {
        text = text.Trim("\", "u8);
        if (text is [(byte)'[', ..])
        {
            var close = text.IndexOf((byte)']');
            return close < 0 ? text[1..] : text[1..close];
        }

        var colon = text.IndexOf((byte)':');
        return colon > 0 && !text[(colon + 1)..].Contains((byte)':') ? text[..colon] : text;
    }

    /// <summary>Returns true if the text, with or without brackets and port, is an IPv4 or IPv6 address.</summary>
    public static bool IsAddress(ReadOnlySpan<byte> text) => TryParse(Plain(text), out _);

    /// <summary>
    /// Returns true for an address of a private network, a link or the machine itself, which does not identify the client.
    /// </summary>
    public static bool IsPrivate(ReadOnlySpan<byte> text)
    {
        if (!TryParse(Plain(text), out var address))
        {
            return false;
        }

        address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        if (IPAddress.IsLoopback(address))
        {
            return true;
        }

        if (address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            return address.IsIPv6LinkLocal || address.IsIPv6UniqueLocal;
        }

        Span<byte> bytes = stackalloc byte[4];
        address.TryWriteBytes(bytes, out _);
        return bytes[0] == 10
            || (bytes[0] == 172 && bytes[1] is >= 16 and < 32)
            || (bytes[0] == 192 && bytes[1] == 168)
            || (bytes[0] == 169 && bytes[1] == 254);
    }

    /// <summary>
    /// Returns the first address of a list such as <c>203.0.113.1, 10.0.0.1</c>, whose entries may be <c>unknown</c>; empty if there is
    /// none.
    /// </summary>
    public static ReadOnlySpan<byte> FirstOf(ReadOnlySpan<byte> list)
    {
        foreach (var range in list.SplitAny(", "u8))
        {
            if (IsAddress(list[range]))
            {
                return Plain(list[range]);
            }
        }

        return default;
    }

    /// <summary>
    /// Returns true if the text can be a virtual host: labels between dots, the last one of letters, optionally a port.
    /// </summary>
    public static bool IsHostName(ReadOnlySpan<byte> text)
    {
        var colon = text.IndexOf((byte)':');
        if (colon >= 0)
        {
            if (colon == text.Length - 1 || text[(colon + 1)..].ContainsAnyExceptInRange((byte)'0', (byte)'9'))
            {
                return false;
            }

            text = text[..colon];
        }

        var dot = text.LastIndexOf((byte)'.');
        if (dot <= 0 || dot > 252 || text.Length - dot - 1 is < 2 or > 63)
        {
            return false;
        }

        var last = text[(dot + 1)..];
        foreach (var letter in text)
        {
            if (!char.IsAsciiLetterOrDigit((char)letter) && letter is not ((byte)'-' or (byte)'.' or (byte)'_') && letter < 0x80)
            {
                return false;
            }
        }

        return char.IsAsciiLetter((char)last[0]) || last[0] >= 0x80;
    }

    private static bool TryParse(ReadOnlySpan<byte> text, out IPAddress address)
    {
        address = IPAddress.None;
        Span<char> characters = stackalloc char[MaxAddress];
        if (text.IsEmpty || text.Length > MaxAddress || !text.ContainsAny(".:"u8) || text.ContainsAnyExcept("0123456789abcdefABCDEF.:"u8))
        {
            return false;
        }

        var length = System.Text.Encoding.ASCII.GetChars(text, characters);

        // "1.2" is an address to the framework.
        if (!text.Contains((byte)':') && text.Count((byte)'.') != 3)
        {
            return false;
        }

        if (IPAddress.TryParse(characters[..length], out var parsed))
        {
            address = parsed;
            return true;
        }

        return false;
    }
}
