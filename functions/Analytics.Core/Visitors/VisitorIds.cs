using System.Buffers;
using System.Buffers.Binary;
using Analytics.Core.Hashing;

namespace Analytics.Core.Visitors;

/// <summary>
/// Computes the 64-bit ids of visitors, never 0. The lowest bit distinguishes permanent ids (1, the client sent a <c>visitor_id</c>) from
/// daily ones, which depend on the day's salt (0). All texts are UTF-8. Thread-safe; allocates nothing for inputs of usual length.
/// </summary>
public static class VisitorIds
{
    private const int StackBytes = 1_536;
    private const int ShareBits = 10;

    private static ReadOnlySpan<byte> PublicKey => [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    /// <summary>Returns the id of the sender with an address and a user agent, on the day of the salt.</summary>
    /// <param name="salt">The day's salt, 16 bytes.</param>
    /// <param name="site">The site's domain.</param>
    /// <param name="address">The client's address as text.</param>
    /// <param name="userAgent">The user agent.</param>
    public static ulong Daily(
        ReadOnlySpan<byte> salt,
        ReadOnlySpan<byte> site,
        ReadOnlySpan<byte> address,
        ReadOnlySpan<byte> userAgent
    ) => AsDaily(Hash(salt, default, site, address, userAgent));

    /// <summary>
    /// Returns the id of the sender with an address and a user agent on a day, under a key that is not the day's: that of imports, so that
    /// importing a file again gives the same ids, or today's salt for a day whose own is deleted.
    /// </summary>
    /// <param name="key">The key, 16 bytes.</param>
    /// <param name="dayNumber">The event's UTC day, as in <see cref="DateOnly.DayNumber"/>.</param>
    /// <param name="site">The site's domain.</param>
    /// <param name="address">The client's address as text.</param>
    /// <param name="userAgent">The user agent.</param>
    public static ulong OfDay(
        ReadOnlySpan<byte> key,
        int dayNumber,
        ReadOnlySpan<byte> site,
        ReadOnlySpan<byte> address,
        ReadOnlySpan<byte> userAgent
    )
    {
        Span<byte> day = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(day, dayNumber);
        return AsDaily(Hash(key, day, site, address, userAgent));
    }

    /// <summary>Returns the id of a visitor whom the client identifies: unsalted, so that it is the same on every day.</summary>
    /// <param name="site">The site's domain.</param>
    /// <param name="visitorId">The id that the client sent.</param>
    public static ulong Persistent(ReadOnlySpan<byte> site, ReadOnlySpan<byte> visitorId)
    {
        var length = site.Length + 1 + visitorId.Length;
        var rented = length > StackBytes ? ArrayPool<byte>.Shared.Rent(length) : null;
        var buffer = rented is null ? stackalloc byte[StackBytes] : rented;
        site.CopyTo(buffer);
        buffer[site.Length] = 0;
        visitorId.CopyTo(buffer[(site.Length + 1)..]);
        var hash = SipHash.Hash(PublicKey, buffer[..length]);
        Return(rented);
        return hash | 1;
    }

    /// <summary>
    /// Returns one of the ids of a visitor with very many events, which differ in their first ten bits. Share 0 has the visitor's own; the
    /// next ones divide what is between those before, so that any number of them spread.
    /// </summary>
    internal static ulong WithShare(ulong visitor, int share)
    {
        for (var bit = 0; bit < ShareBits; bit++)
        {
            visitor += ((ulong)(share >> bit) & 1) << (63 - bit);
        }

        return visitor;
    }

    /// <summary>
    /// Returns a number that is the same for all ids of a visitor with very many events, and other for other visitors. It is odd, as ids
    /// are that may be in several places.
    /// </summary>
    internal static ulong WithoutShare(ulong visitor) => (visitor << ShareBits) | 1;

    private static ulong AsDaily(ulong hash) => (hash & ~1UL) is var id and not 0 ? id : 2;

    private static ulong Hash(
        ReadOnlySpan<byte> key,
        ReadOnlySpan<byte> prefix,
        ReadOnlySpan<byte> site,
        ReadOnlySpan<byte> address,
        ReadOnlySpan<byte> userAgent
    )
    {
        var length = prefix.Length + site.Length + address.Length + userAgent.Length + 2;
        var rented = length > StackBytes ? ArrayPool<byte>.Shared.Rent(length) : null;
        var buffer = rented is null ? stackalloc byte[StackBytes] : rented;
        var offset = Append(buffer, 0, prefix);
        offset = Append(buffer, offset, site);
        buffer[offset++] = 0;
        offset = Append(buffer, offset, address);
        buffer[offset++] = 0;
        offset = Append(buffer, offset, userAgent);
        var hash = SipHash.Hash(key, buffer[..offset]);
        Return(rented);
        return hash;
    }

    private static int Append(Span<byte> buffer, int offset, ReadOnlySpan<byte> text)
    {
        text.CopyTo(buffer[offset..]);
        return offset + text.Length;
    }

    private static void Return(byte[]? rented)
    {
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented, clearArray: true);
        }
    }
}
