using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Analytics.Core.Bytes;

namespace Analytics.Core.Columns;

/// <summary>Non-negative integers at rest: in blocks of 1,024, each as narrow as its values allow, fast to read back.</summary>
/// <remarks>
/// <para>
/// A block is its smallest value in LEB128, a width of 0 to 32 bits in one byte, and the difference of each value to the smallest in that
/// many bits, the first value in the lowest bits, filled up with zeros to a whole byte. The number of values is not stored: whoever reads
/// knows it.
/// </para>
/// <para>A damaged source leads to <see cref="InvalidDataException"/> and never to values that do not fit; O(n).</para>
/// </remarks>
internal static class PackedIntegers
{
    /// <summary>The values of a block.</summary>
    public const int BlockLength = 1024;

    /// <summary>Appends the values.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is negative.</exception>
    public static void Write(ByteSink sink, ReadOnlySpan<int> values)
    {
        for (; !values.IsEmpty; values = values[Math.Min(values.Length, BlockLength)..])
        {
            var block = values[..Math.Min(values.Length, BlockLength)];
            var (smallest, width) = Measure(block);
            sink.Varint((uint)smallest);
            sink.Byte((byte)width);
            BitBlocks.Pack(block, smallest, width, sink.Reserve(BitBlocks.ByteCount(block.Length, width)));
        }
    }

    /// <summary>The bytes that <see cref="Write"/> appends.</summary>
    public static int EncodedLength(ReadOnlySpan<int> values)
    {
        Span<byte> varint = stackalloc byte[Varint.MaxBytes];
        var length = 0;
        for (; !values.IsEmpty; values = values[Math.Min(values.Length, BlockLength)..])
        {
            var block = values[..Math.Min(values.Length, BlockLength)];
            var (smallest, width) = Measure(block);
            length += Varint.Write(varint, (uint)smallest) + 1 + BitBlocks.ByteCount(block.Length, width);
        }

        return length;
    }

    /// <summary>Reads as many values as <paramref name="values"/> holds and returns the bytes that they took.</summary>
    /// <exception cref="InvalidDataException">The source is damaged.</exception>
    public static int Read(ReadOnlySpan<byte> source, Span<int> values)
    {
        var position = 0;
        for (; !values.IsEmpty; values = values[Math.Min(values.Length, BlockLength)..])
        {
            var target = values[..Math.Min(values.Length, BlockLength)];
            var block = ReadHeader(source, ref position, target.Length);
            ReadInts(source, block, target);
        }

        return position;
    }

    /// <summary>Reads as many values below 256 as <paramref name="values"/> holds and returns the bytes that they took.</summary>
    /// <exception cref="InvalidDataException">The source is damaged or a value is too large.</exception>
    public static int Read(ReadOnlySpan<byte> source, Span<byte> values)
    {
        var position = 0;
        for (; !values.IsEmpty; values = values[Math.Min(values.Length, BlockLength)..])
        {
            var target = values[..Math.Min(values.Length, BlockLength)];
            var block = ReadHeader(source, ref position, target.Length);
            if (block.Bound > byte.MaxValue)
            {
                ReadChecked(source, block, target);
            }
            else
            {
                BitBlocks.Unpack(source[block.Start..], block.Width, (byte)block.Smallest, target);
            }
        }

        return position;
    }

    /// <summary>Reads as many values below 65,536 as <paramref name="values"/> holds and returns the bytes that they took.</summary>
    /// <exception cref="InvalidDataException">The source is damaged or a value is too large.</exception>
    public static int Read(ReadOnlySpan<byte> source, Span<ushort> values)
    {
        var position = 0;
        for (; !values.IsEmpty; values = values[Math.Min(values.Length, BlockLength)..])
        {
            var target = values[..Math.Min(values.Length, BlockLength)];
            var block = ReadHeader(source, ref position, target.Length);
            if (block.Bound > ushort.MaxValue)
            {
                ReadChecked(source, block, target);
            }
            else
            {
                BitBlocks.Unpack(source[block.Start..], block.Width, (ushort)block.Smallest, target);
            }
        }

        return position;
    }

    /// <summary>Reads that many values as a column of codes, as narrow as they allow.</summary>
    /// <exception cref="InvalidDataException">The source is damaged.</exception>
    public static CodeColumn ReadCodes(ReadOnlySpan<byte> source, int count) => ReadCodes(source, count, out _);

    /// <summary>Reads that many values as a column of codes, as narrow as they allow.</summary>
    /// <param name="source">The bytes, from the first block on.</param>
    /// <param name="count">The values.</param>
    /// <param name="length">The bytes that the values took.</param>
    /// <exception cref="InvalidDataException">The source is damaged.</exception>
    public static CodeColumn ReadCodes(ReadOnlySpan<byte> source, int count, out int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        length = 0;
        var (first, largest, constant) = (0, 0, true);
        for (var done = 0; done < count; done += BlockLength)
        {
            var block = ReadHeader(source, ref length, Math.Min(count - done, BlockLength));
            first = done == 0 ? block.Smallest : first;
            largest = Math.Max(largest, WidestOf(source, block, Math.Min(count - done, BlockLength)));
            constant &= block.Width == 0 && block.Smallest == first;
        }

        if (constant)
        {
            return CodeColumn.Constantly(first, count);
        }

        var width = CodeWidths.Of(largest);
        var bytes = GC.AllocateUninitializedArray<byte>(checked(count * width));
        switch (width)
        {
            case 1:
                Read(source, bytes);
                break;
            case 2:
                Read(source, MemoryMarshal.Cast<byte, ushort>(bytes.AsSpan()));
                break;
            default:
                Read(source, MemoryMarshal.Cast<byte, int>(bytes.AsSpan()));
                break;
        }

        return CodeColumn.Adopt(bytes, width, count);
    }

    private static (int Smallest, int Width) Measure(ReadOnlySpan<int> values)
    {
        var (smallest, largest) = CodeWidths.Extremes(values);
        return smallest >= 0
            ? (smallest, 32 - BitOperations.LeadingZeroCount((uint)(largest - smallest)))
            : throw new ArgumentOutOfRangeException(nameof(values), smallest, "An integer to pack must not be negative.");
    }

    private static Block ReadHeader(ReadOnlySpan<byte> source, ref int position, int count)
    {
        var smallest = Varint.ReadInt(source, ref position);
        if (position >= source.Length)
        {
            throw new InvalidDataException($"The data ends before the width of a block of {count} integers at byte {position}.");
        }

        var width = source[position++];
        if (width > 32)
        {
            throw new InvalidDataException($"A block of integers has a width of {width} bits at byte {position - 1}, above 32.");
        }

        var length = BitBlocks.ByteCount(count, width);
        if (length > source.Length - position)
        {
            throw new InvalidDataException(
                $"The data ends at byte {source.Length}, and {count} integers of {width} bits need {length} from byte {position} on.");
        }

        var block = new Block(smallest, width, position);
        position += length;
        return block;
    }

    /// <summary>A value that needs as many bytes as the largest of a block: its bound, unless the values must tell.</summary>
    private static int WidestOf(ReadOnlySpan<byte> source, Block block, int count)
    {
        var bound = (int)Math.Min(block.Bound, int.MaxValue);
        if (CodeWidths.Of(block.LeastLargest) == CodeWidths.Of(bound))
        {
            return bound;
        }

        Span<int> values = stackalloc int[BlockLength];
        ReadInts(source, block, values[..count]);
        return CodeWidths.Extremes<int>(values[..count]).Highest;
    }

    private static void ReadInts(ReadOnlySpan<byte> source, Block block, Span<int> target)
    {
        BitBlocks.Unpack(source[block.Start..], block.Width, block.Smallest, target);
        if (block.Bound > int.MaxValue)
        {
            CheckOverflow(source, block, target);
        }
    }

    private static void CheckOverflow(ReadOnlySpan<byte> source, Block block, ReadOnlySpan<int> read)
    {
        for (var i = 0; i < read.Length; i++)
        {
            var difference = BitBlocks.Read(source[block.Start..], (long)i * block.Width, block.Width);
            if (block.Smallest + (long)difference > int.MaxValue)
            {
                throw TooLarge(block, block.Smallest + (long)difference, int.MaxValue);
            }
        }
    }

    private static void ReadChecked<T>(ReadOnlySpan<byte> source, Block block, Span<T> target)
        where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
    {
        Span<int> values = stackalloc int[BlockLength];
        values = values[..target.Length];
        ReadInts(source, block, values);
        var (_, largest) = CodeWidths.Extremes<int>(values);
        if (largest > int.CreateChecked(T.MaxValue))
        {
            throw TooLarge(block, largest, long.CreateChecked(T.MaxValue));
        }

        CodeWidths.Narrow(values, MemoryMarshal.AsBytes(target), Unsafe.SizeOf<T>());
    }

    private static InvalidDataException TooLarge(Block block, long value, long limit) =>
        new($"The block of integers at byte {block.Start} holds {value}, and {limit} is the largest that can be read here.");

    /// <summary>The header of a block.</summary>
    private readonly record struct Block(int Smallest, int Width, int Start)
    {
        /// <summary>No value of the block is larger.</summary>
        public long Bound => Smallest + ((1L << Width) - 1);

        /// <summary>The largest value of the block is no smaller, if the block is as narrow as its values allow.</summary>
        public int LeastLargest => (int)Math.Min(Smallest + (1L << Width >> 1), int.MaxValue);
    }
}
