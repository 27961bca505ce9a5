using Analytics.Core.Hashing;

namespace Analytics.Core.Periods;

/// <summary>
/// The key of an event id: a 64-bit hash, never 0. The lowest bit is set if the client sent a timestamp with it: then the same id and
/// timestamp is one event for ever, otherwise the same id within <see cref="Window"/> of the first one that counted. Ids of orders are
/// without a timestamp, also those of events that have one.
/// </summary>
internal static class EventIdentity
{
    /// <summary>Time during which the same id without a timestamp is the same event: 72 hours, in seconds.</summary>
    public const long Window = 72 * 3600;

    /// <summary>Returns the key of an id that came with a timestamp.</summary>
    public static ulong Timed(ReadOnlySpan<byte> id, long timestampMilliseconds) => XxHash64.Hash(id, (ulong)timestampMilliseconds) | 1;

    /// <summary>Returns the key of an id that came without a timestamp.</summary>
    public static ulong Untimed(ReadOnlySpan<byte> id) => (XxHash64.Hash(id) & ~1UL) | 2;

    /// <summary>Returns the key of an event's id.</summary>
    /// <param name="id">The id; empty for none.</param>
    /// <param name="hasTimestamp">True if the client sent a timestamp with it.</param>
    /// <param name="timestampMilliseconds">The event's time, without a rank.</param>
    /// <returns>The key; 0 for none.</returns>
    public static ulong KeyOf(ReadOnlySpan<byte> id, bool hasTimestamp, long timestampMilliseconds) =>
        id.IsEmpty ? 0
        : hasTimestamp ? Timed(id, timestampMilliseconds)
        : Untimed(id);

    /// <summary>Returns true if the key is of an id that came with a timestamp.</summary>
    public static bool IsTimed(ulong key) => (key & 1) != 0;
}
