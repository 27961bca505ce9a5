using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Analytics.Core.EventLog;

namespace Analytics.Core.Collection;

/// <summary>
/// The share of a network in looking for sites that are not registered, each of which is a read of the table: so many within a minute of
/// the clock. What had a site when it was last looked up is looked up whatever is left. A network is an IPv4 address or the first 64 bits
/// of an IPv6 address; where very many networks ask, the later ones have one share together. Each process counts separately. Addresses are
/// forgotten with their minute's successor. Thread-safe.
/// </summary>
public sealed class UnknownSites
{
    /// <summary>Unknown sites that are looked for within a minute for a network.</summary>
    public const int PerMinute = 1_000;

    private const int MaxNetworks = 10_000;

    // No network, whose last 64 bits are 0 or an IPv4 address.
    private static readonly UInt128 Later = UInt128.MaxValue;

    private readonly Lock _lock = new();
    private readonly Dictionary<UInt128, int> _counts = [];
    private long _minute;

    /// <summary>Returns how many sites of a request may turn out to be unknown, at most <see cref="EventLimits.UnknownSites"/>.</summary>
    /// <param name="context">The request; an import has no share, because its sender is known.</param>
    public int Left(CollectionContext context)
    {
        if (context.IsImport)
        {
            return EventLimits.UnknownSites;
        }

        lock (_lock)
        {
            var counted = _counts.GetValueOrDefault(Share(context));
            return Math.Clamp(PerMinute - counted, 0, EventLimits.UnknownSites);
        }
    }

    /// <summary>Returns why a site was not looked up, and the remedy, as the end of a sentence.</summary>
    /// <param name="left">The number of sites of the request that might turn out to be unknown; see <see cref="Left"/>.</param>
    public static string WhyNotLookedUp(int left) =>
        IsOfNetwork(left)
            ? $"your address named {PerMinute:N0} unknown sites within a minute. Correct those; send this again later."
            : $"the request names over {EventLimits.UnknownSites} unknown sites. Correct those; send this again apart.";

    /// <summary>Returns true if the limit of the network is nearer than that of a request.</summary>
    /// <inheritdoc cref="WhyNotLookedUp"/>
    public static bool IsOfNetwork(int left) => left < EventLimits.UnknownSites;

    /// <summary>Counts sites of a request that were looked for and are unknown.</summary>
    /// <param name="context">The request.</param>
    /// <param name="unknown">The number of these sites.</param>
    public void Count(CollectionContext context, int unknown)
    {
        if (unknown > 0 && !context.IsImport)
        {
            lock (_lock)
            {
                CollectionsMarshal.GetValueRefOrAddDefault(_counts, Share(context), out _) += unknown;
            }
        }
    }

    /// <summary>Returns the network that the request's share is counted under, in the minute of the request or a later one.</summary>
    private UInt128 Share(CollectionContext context)
    {
        var minute = context.ReceivedAt.ToUnixTimeSeconds() / 60;
        if (minute > _minute)
        {
            _counts.Clear();
            _minute = minute;
        }

        var network = NetworkOf(context.Address.Span);
        return _counts.Count < MaxNetworks || _counts.ContainsKey(network) ? network : Later;
    }

    private static UInt128 NetworkOf(ReadOnlySpan<byte> text)
    {
        if (!IPAddress.TryParse(text, out var address))
        {
            return 0;
        }

        Span<byte> bytes = stackalloc byte[16];
        address.MapToIPv6().TryWriteBytes(bytes, out _);
        if (address.AddressFamily == AddressFamily.InterNetworkV6 && !address.IsIPv4MappedToIPv6)
        {
            bytes[8..].Clear();
        }

        return BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }
}
