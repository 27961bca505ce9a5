using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using Analytics.Core.Bytes;

namespace Analytics.Core.Columns;

/// <summary>Ascending integers of 64 bits at rest, such as sorted ids: their differences in blocks of 1,024.</summary>
/// <remarks>
/// A block is the difference of its first value to the last of the block before (to 0 in the first block) and the smallest difference
/// within the block, both in LEB128, a width of 0 to 64 bits in one byte, and each further difference less the smallest in that many bits,
/// the first in the lowest bits, filled up with zeros to a whole byte. The number of values is not stored. O(n).
/// </remarks>
internal static class PackedLongs
{
    /// <summary>The values of a block.</summary>
    public const int BlockLength = 1024;

    /// <summary>Appends the values.</summary>
    /// <exception cref="ArgumentException">A value is smaller than the one before.</exception>
    public static void WriteAscending(ByteSink sink, ReadOnlySpan<ulong> values)
    {
        Span<ulong> differences = stackalloc ulong[BlockLength];
        ulong previous = 0;
        for (; !values.IsEmpty; values = values[Math.Min(values.Length, BlockLength)..])
        {
            var block = values[..Math.Min(values.Length, BlockLength)];
            var (smallest, largest) = (block.Length > 1 ? ulong.MaxValue : 0, 0UL);
            for (var i = 0; i < block.Length; i++)
            {
                if (block[i] < previous)
                {
                    throw new ArgumentException($"The value {block[i]} follows {previous}. Sort the values first.", nameof(values));
                }

                var difference = block[i] - previous;
                (differences[i], previous) = (difference, block[i]);
                if (i > 0)
                {
                    (smallest, largest) = (Math.Min(smallest, difference), Math.Max(largest, difference));
                }
            }

            var width = block.Length > 1 ? 64 - BitOperations.LeadingZeroCount(largest - smallest) : 0;
            sink.Varint(differences[0]);
            sink.Varint(smallest);
            sink.Byte((byte)width);
            Pack(differences[1..block.Length], smallest, width, sink.Reserve(BitBlocks.ByteCount(block.Length - 1, width)));
        }
    }

    /// <summary>Reads as many values as <paramref name="values"/> holds and returns the bytes that they took.</summary>
    /// <exception cref="InvalidDataException">The source is damaged.</exception>
    public static int ReadAscending(ReadOnlySpan<byte> source, Span<ulong> values)
    {
        var position = 0;
        ulong previous = 0;
        for (; !values.IsEmpty; values = values[Math.Min(values.Length, BlockLength)..])
        {
            var block = values[..Math.Min(values.Length, BlockLength)];
            block[0] = previous + Varint.Read(source, ref position);
            var smallest = Varint.Read(source, ref position);
            var width = position < source.Length ? source[position++] : throw Ended(source);
            if (width > 64)
            {
                throw new InvalidDataException($"A block of ascending integers has a width of {width} bits, above 64.");
            }

            var length = BitBlocks.ByteCount(block.Length - 1, width);
            if (length > source.Length - position)
            {
                throw Ended(source);
            }

            if (block[0] < previous || !Unpack(source.Slice(position, length), smallest, width, block))
            {
                throw new InvalidDataException($"The ascending integers before byte {position + length} go beyond 64 bits.");
            }

            (previous, position) = (block[^1], position + length);
        }

        return position;
    }

    [MethodImpl(Loops.Optimized)]
    private static void Pack(ReadOnlySpan<ulong> differences, ulong smallest, int width, Span<byte> target)
    {
        UInt128 pending = 0;
        var (bits, at) = (0, 0);
        foreach (var difference in differences)
        {
            pending |= (UInt128)(difference - smallest) << bits;
            bits += width;
            if (bits >= 64)
            {
                BinaryPrimitives.WriteUInt64LittleEndian(target[at..], (ulong)pending);
                (pending, bits, at) = (pending >> 64, bits - 64, at + 8);
            }
        }

        for (; bits > 0; bits -= 8, pending >>= 8)
        {
            target[at++] = (byte)pending;
        }
    }

    /// <summary>Adds the differences up from the first value on. False if a sum has over 64 bits.</summary>
    [MethodImpl(Loops.Optimized)]
    private static bool Unpack(ReadOnlySpan<byte> source, ulong smallest, int width, Span<ulong> values)
    {
        var mask = width == 0 ? 0 : ulong.MaxValue >> (64 - width);
        var (sum, wraps, bit) = (values[0], false, 0);
        for (var i = 1; i < values.Length; i++, bit += width)
        {
            var (at, shift) = (bit >> 3, bit & 7);
            var rest = source.Length - at >= sizeof(ulong) + 1
                ? (BinaryPrimitives.ReadUInt64LittleEndian(source[at..]) >> shift) | ((ulong)source[at + 8] << (63 - shift) << 1)
                : ReadEnd(source[at..], shift);
            var difference = smallest + (rest & mask);
            wraps |= difference < smallest;
            sum += difference;
            wraps |= sum < difference;
            values[i] = sum;
        }

        return !wraps;
    }

    private static ulong ReadEnd(ReadOnlySpan<byte> source, int shift)
    {
        UInt128 word = 0;
        for (var i = 0; i < source.Length; i++)
        {
            word |= (UInt128)source[i] << (8 * i);
        }

        return (ulong)(word >> shift);
    }

    private static InvalidDataException Ended(ReadOnlySpan<byte> source) =>
        new($"The data ends within a block of ascending integers at byte {source.Length}.");
}
