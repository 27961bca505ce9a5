using System.Buffers.Binary;
using System.Globalization;
using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace Analytics.Core.Queries.Scanning;

/// <summary>Identities of many sources together, short enough for the keys of caches. Thread-safe.</summary>
internal static class RowsIdentity
{
    /// <summary>
    /// Returns 32 digits for a list of identities: 128 bits of XXH3, because nobody outside chooses what is hashed. Lists that differ in
    /// any text or in where one ends have different digits. O(length of the texts).
    /// </summary>
    public static string Of(IEnumerable<string> identities) => HashOf(identities).ToString("x32", CultureInfo.InvariantCulture);

    /// <summary>Returns the 128 bits of <see cref="Of"/>.</summary>
    public static UInt128 HashOf(IEnumerable<string> identities)
    {
        var hash = new XxHash128();
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (var identity in identities)
        {
            BinaryPrimitives.WriteInt32LittleEndian(length, identity.Length);
            hash.Append(length);
            hash.Append(MemoryMarshal.AsBytes(identity.AsSpan()));
        }

        return hash.GetCurrentHashAsUInt128();
    }
}
