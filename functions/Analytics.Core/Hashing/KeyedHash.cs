using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Analytics.Core.Hashing;

/// <summary>
/// The hash for in-memory tables whose keys clients choose: SipHash-1-3 (Aumasson and Bernstein, 2012) under a random key of the process,
/// so that clients cannot choose keys that collide. O(n), no allocation, thread-safe.
/// </summary>
/// <remarks>
/// A random seed for <see cref="XxHash64"/> would not suffice: some of its inputs collide under every seed. The value differs from process
/// to process and is never stored; what is stored is hashed by <see cref="SipHash"/> or <see cref="XxHash64"/>.
/// </remarks>
public static class KeyedHash
{
    private static readonly ulong Key0 = RandomKey();
    private static readonly ulong Key1 = RandomKey();

    /// <summary>Returns the hash of <paramref name="data"/> in this process.</summary>
    public static ulong Hash(ReadOnlySpan<byte> data) => Hash(data, Key0, Key1);

    /// <summary>Returns the hash of <paramref name="data"/> under a key of two halves.</summary>
    internal static ulong Hash(ReadOnlySpan<byte> data, ulong key0, ulong key1)
    {
        var v0 = key0 ^ 0x736f6d6570736575UL;
        var v1 = key1 ^ 0x646f72616e646f6dUL;
        var v2 = key0 ^ 0x6c7967656e657261UL;
        var v3 = key1 ^ 0x7465646279746573UL;
        var last = (ulong)data.Length << 56;
        while (data.Length >= sizeof(ulong))
        {
            Compress(ref v0, ref v1, ref v2, ref v3, BinaryPrimitives.ReadUInt64LittleEndian(data));
            data = data[sizeof(ulong)..];
        }

        if (data.Length >= sizeof(uint))
        {
            // The first four bytes and the last four. Where they overlap, both set the same bits.
            last |=
                BinaryPrimitives.ReadUInt32LittleEndian(data)
                | ((ulong)BinaryPrimitives.ReadUInt32LittleEndian(data[^sizeof(uint)..]) << (8 * (data.Length - sizeof(uint))));
        }
        else
        {
            for (var i = 0; i < data.Length; i++)
            {
                last |= (ulong)data[i] << (8 * i);
            }
        }

        Compress(ref v0, ref v1, ref v2, ref v3, last);
        v2 ^= 0xff;
        SipHash.Round(ref v0, ref v1, ref v2, ref v3);
        SipHash.Round(ref v0, ref v1, ref v2, ref v3);
        SipHash.Round(ref v0, ref v1, ref v2, ref v3);
        return v0 ^ v1 ^ v2 ^ v3;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Compress(ref ulong v0, ref ulong v1, ref ulong v2, ref ulong v3, ulong word)
    {
        v3 ^= word;
        SipHash.Round(ref v0, ref v1, ref v2, ref v3);
        v0 ^= word;
    }

    /// <summary>Returns a number that clients cannot guess.</summary>
    internal static ulong RandomKey()
    {
        ulong key = 0;
        RandomNumberGenerator.Fill(MemoryMarshal.AsBytes(new Span<ulong>(ref key)));
        return key;
    }
}
