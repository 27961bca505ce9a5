using System.Buffers.Binary;
using System.Numerics;

namespace Analytics.Core.Tests.Hashing;

/// <summary>Keys that an attacker chooses, made by solving xxHash64 for its input.</summary>
public static class CollidingKeys
{
    private const ulong Prime1 = 0x9E3779B185EBCA87UL;
    private const ulong Prime2 = 0xC2B2AE3D27D4EB4FUL;
    private const ulong Prime4 = 0x85EBCA77C2B2AE63UL;
    private const ulong Prime5 = 0x27D4EB2F165667C5UL;
    private const int Length = 16;

    /// <summary>Different keys whose xxHash64 with seed 0 is the same.</summary>
    public static byte[][] OfSeedZero(int count) =>
        [
            .. Enumerable
                .Range(1, count)
                .Select(i =>
                {
                    var first = (ulong)i * 0x9E3779B97F4A7C15UL;
                    var state = (BitOperations.RotateLeft((Prime5 + Length) ^ Round(first), 27) * Prime1) + Prime4;
                    return Key(first, Unround(state ^ 0x0123456789ABCDEFUL));
                }),
        ];

    /// <summary>Two keys whose xxHash64 is the same with every seed.</summary>
    public static (byte[] First, byte[] Second) OfEverySeed(ulong first, ulong second) =>
        (Key(first, second), Key(Unround(Round(first) ^ (1UL << 36)), Unround(Round(second) ^ (1UL << 63))));

    private static byte[] Key(ulong first, ulong second)
    {
        var key = new byte[Length];
        BinaryPrimitives.WriteUInt64LittleEndian(key, first);
        BinaryPrimitives.WriteUInt64LittleEndian(key.AsSpan(8), second);
        return key;
    }

    private static ulong Round(ulong lane) => BitOperations.RotateLeft(lane * Prime2, 31) * Prime1;

    private static ulong Unround(ulong value) => BitOperations.RotateRight(value * Inverse(Prime1), 31) * Inverse(Prime2);

    /// <summary>The inverse of an odd number modulo 2^64, by Newton's iteration.</summary>
    private static ulong Inverse(ulong odd)
    {
        var inverse = odd;
        for (var bits = 3; bits < 64; bits *= 2)
        {
            inverse *= 2 - (odd * inverse);
        }

        return inverse;
    }
}
