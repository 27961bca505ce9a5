using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Analytics.Core.Agents;

/// <summary>A set of IPv4 and IPv6 networks with a lookup of addresses in logarithmic time. Immutable and thread-safe.</summary>
public sealed class NetworkSet
{
    /// <summary>A set without any networks.</summary>
    public static readonly NetworkSet Empty = new([]);

    private readonly UInt128[] _first;
    private readonly UInt128[] _last;

    private NetworkSet(List<(UInt128 First, UInt128 Last)> ranges)
    {
        ranges.Sort();
        var joined = new List<(UInt128 First, UInt128 Last)>();
        foreach (var range in ranges)
        {
            if (joined.Count > 0 && range.First <= joined[^1].Last)
            {
                joined[^1] = (joined[^1].First, UInt128.Max(joined[^1].Last, range.Last));
            }
            else
            {
                joined.Add(range);
            }
        }

        _first = [.. joined.Select(range => range.First)];
        _last = [.. joined.Select(range => range.Last)];
    }

    /// <summary>Number of address ranges after joining.</summary>
    public int Count => _first.Length;

    /// <summary>Parses networks.</summary>
    /// <param name="text">One network in CIDR notation, or one address, at the start of each line. The rest of a line after a space, a
    /// comma or <c>#</c> is ignored, and so are empty lines.</param>
    /// <exception cref="FormatException">A line cannot be read; the message names it.</exception>
    public static NetworkSet Parse(string text)
    {
        var ranges = new List<(UInt128, UInt128)>();
        foreach (var (index, raw) in text.Split('\n').Index())
        {
            var line = raw.AsSpan().Trim();
            var end = line.IndexOfAny(" \t,;#");
            var word = end < 0 ? line : line[..end];
            if (word.IsEmpty)
            {
                continue;
            }

            ranges.Add(
                RangeOf(word)
                    ?? throw new FormatException(
                        $"line {index + 1} of the networks, '{word[..Math.Min(word.Length, 60)]}', is no network; "
                            + "give one in CIDR notation such as 192.0.2.0/24 or 2001:db8::/32"
                    )
            );
        }

        return new(ranges);
    }

    /// <summary>Returns true if an address is in one of the networks.</summary>
    /// <param name="address">An address as text in UTF-8; any other text is in no network.</param>
    public bool Contains(ReadOnlySpan<byte> address)
    {
        if (_first.Length == 0 || !IPAddress.TryParse(address, out var parsed))
        {
            return false;
        }

        var number = NumberOf(parsed);
        var position = Array.BinarySearch(_first, number);
        position = position >= 0 ? position : ~position - 1;
        return position >= 0 && number <= _last[position];
    }

    private static (UInt128 First, UInt128 Last)? RangeOf(ReadOnlySpan<char> word)
    {
        if (IPAddress.TryParse(word, out var single))
        {
            return (NumberOf(single), NumberOf(single));
        }

        // Lists may contain networks with bits set after the prefix, which IPNetwork rejects.
        var slash = word.IndexOf('/');
        if (slash < 0 || !IPAddress.TryParse(word[..slash], out var address) || !int.TryParse(word[(slash + 1)..], out var length))
        {
            return null;
        }

        var bits = address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;
        if (length < 0 || length > bits)
        {
            return null;
        }

        var rest = length == 0 && bits == 128 ? UInt128.MaxValue : (UInt128.One << (bits - length)) - 1;
        var first = NumberOf(address) & ~rest;
        return (first, first | rest);
    }

    /// <summary>Returns the number of an address; IPv4 addresses are mapped to IPv6, so that both have one order.</summary>
    private static UInt128 NumberOf(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.MapToIPv6().TryWriteBytes(bytes, out _);
        return BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }
}
