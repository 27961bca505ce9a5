using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Analytics.Core.Bytes;

/// <summary>Unsigned LEB128 and zigzag integers in the format of Protocol Buffers.</summary>
internal static class Varint
{
    /// <summary>The longest encoding of 64 bits.</summary>
    public const int MaxBytes = 10;

    /// <summary>Writes a number and returns its length, at most <see cref="MaxBytes"/>.</summary>
    public static int Write(Span<byte> target, ulong value)
    {
        var length = 0;
        while (value >= 0x80)
        {
            target[length++] = (byte)(value | 0x80);
            value >>= 7;
        }

        target[length++] = (byte)value;
        return length;
    }

    /// <summary>Reads one number and advances. Most numbers have one byte, which is read without a call.</summary>
    /// <exception cref="InvalidDataException">The data ends within the number or it has over 64 bits.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Read(ReadOnlySpan<byte> source, ref int position)
    {
        if ((uint)position < (uint)source.Length && source[position] is < 0x80 and var value)
        {
            position++;
            return value;
        }

        return ReadLong(source, ref position);
    }

    private static ulong ReadLong(ReadOnlySpan<byte> source, ref int position)
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if ((uint)position >= (uint)source.Length)
            {
                throw new InvalidDataException($"The data ends within a number at byte {position}.");
            }

            var b = source[position++];
            value |= (ulong)(b & 0x7f) << shift;
            if (b < 0x80)
            {
                return value;
            }
        }

        throw new InvalidDataException($"A number before byte {position} has over 64 bits.");
    }

    /// <summary>Reads as many numbers as <paramref name="values"/> holds and advances.</summary>
    /// <remarks>
    /// A number of up to 56 bits fits one load of 8 bytes. Its last byte is the first one with a clear high bit, and one instruction
    /// (PEXT) joins the 7-bit payloads.
    /// </remarks>
    /// <exception cref="InvalidDataException">The data ends within a number or one has over 64 bits.</exception>
    public static void Read(ReadOnlySpan<byte> source, ref int position, Span<ulong> values)
    {
        const ulong Payload = 0x7f7f_7f7f_7f7f_7f7f;
        var index = position;
        var i = 0;
        while (Bmi2.X64.IsSupported && i < values.Length && index <= source.Length - sizeof(ulong))
        {
            var word = BinaryPrimitives.ReadUInt64LittleEndian(source[index..]);
            var ends = ~word & ~Payload;
            if (ends != 0)
            {
                values[i++] = Bmi2.X64.ParallelBitExtract(word & (ends ^ (ends - 1)), Payload);
                index += (BitOperations.TrailingZeroCount(ends) >> 3) + 1;
            }
            else
            {
                values[i++] = Read(source, ref index);
            }
        }

        for (; i < values.Length; i++)
        {
            values[i] = Read(source, ref index);
        }

        position = index;
    }

    /// <summary>
    /// Reads as many numbers as <paramref name="values"/> holds, each of which must fit a non-negative int, adds a minimum to each, and
    /// advances.
    /// </summary>
    /// <exception cref="InvalidDataException">The data ends within a number or one is out of range.</exception>
    public static void Read(ReadOnlySpan<byte> source, ref int position, Span<int> values, int minimum)
    {
        const ulong Payload = 0x7f7f_7f7f_7f7f_7f7f;
        var index = position;
        var i = 0;
        while (Bmi2.X64.IsSupported && i < values.Length && index <= source.Length - sizeof(ulong))
        {
            var word = BinaryPrimitives.ReadUInt64LittleEndian(source[index..]);
            var ends = ~word & ~Payload;
            var value = ends == 0 ? ulong.MaxValue : Bmi2.X64.ParallelBitExtract(word & (ends ^ (ends - 1)), Payload);
            if (value > int.MaxValue)
            {
                break;
            }

            values[i++] = minimum + (int)value;
            index += (BitOperations.TrailingZeroCount(ends) >> 3) + 1;
        }

        for (; i < values.Length; i++)
        {
            values[i] = minimum + ReadInt(source, ref index);
        }

        position = index;
    }

    /// <summary>Reads a number that must fit a non-negative int.</summary>
    /// <exception cref="InvalidDataException">It does not.</exception>
    public static int ReadInt(ReadOnlySpan<byte> source, ref int position)
    {
        var value = Read(source, ref position);
        return value <= int.MaxValue
            ? (int)value
            : throw new InvalidDataException($"The number {value} before byte {position} is out of range.");
    }

    /// <summary>Maps small magnitudes of either sign to small unsigned numbers.</summary>
    public static ulong ZigZag(long value) => (ulong)((value << 1) ^ (value >> 63));

    /// <summary>Returns the inverse of <see cref="ZigZag"/>.</summary>
    public static long UnZigZag(ulong value) => (long)(value >> 1) ^ -(long)(value & 1);

    /// <summary>Reads eight bytes.</summary>
    /// <exception cref="InvalidDataException">The data is shorter.</exception>
    public static ulong ReadFixed64(ReadOnlySpan<byte> source, ref int position)
    {
        if (source.Length - position < 8)
        {
            throw new InvalidDataException($"The data ends within eight bytes at byte {position}.");
        }

        var value = BinaryPrimitives.ReadUInt64LittleEndian(source[position..]);
        position += 8;
        return value;
    }
}
