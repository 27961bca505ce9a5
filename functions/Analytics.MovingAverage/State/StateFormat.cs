using System.Buffers.Binary;
using System.Numerics;

namespace Analytics.MovingAverages;

/// <summary>The frame of every saved state: "MAvg", version, kind, body, CRC-32C. Integers are little-endian.</summary>
internal static class StateFormat
{
    public const byte Version = 1;
    public const int HeaderLength = 6;
    public const int ChecksumLength = 4;

    public static ReadOnlySpan<byte> Magic => "MAvg"u8;

    /// <summary>Returns the CRC-32C (Castagnoli) of bytes, as in RFC 3720.</summary>
    public static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        while (bytes.Length >= sizeof(ulong))
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        foreach (var single in bytes)
        {
            crc = BitOperations.Crc32C(crc, single);
        }

        return ~crc;
    }
}
