namespace Analytics.Core.Hashing;

/// <summary>
/// xxHash64 (Yann Collet, specification 0.1.1): a fast, stable hash for partitioning, checksums and event ids.
/// Not keyed, so unsuitable where inputs are chosen by an adversary. O(n), no allocation, thread-safe.
/// </summary>
public static class XxHash64
{
    private const ulong Prime2 = 0xC2B2AE3D27D4EB4FUL;
    private const ulong Prime3 = 0x165667B19E3779F9UL;

    /// <summary>Returns the 64-bit hash of <paramref name="data"/>.</summary>
    public static ulong Hash(ReadOnlySpan<byte> data, ulong seed = 0) =>
        System.IO.Hashing.XxHash64.HashToUInt64(data, unchecked((long)seed));

    /// <summary>Returns a number with its bits mixed: the final step of the hash.</summary>
    public static ulong Mix(ulong hash)
    {
        hash ^= hash >> 33;
        hash *= Prime2;
        hash ^= hash >> 29;
        hash *= Prime3;
        return hash ^ (hash >> 32);
    }
}
