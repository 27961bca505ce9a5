using System.Numerics;
using System.Runtime.InteropServices;
using Analytics.Core.Bytes;
using Analytics.Core.Columns;

namespace Analytics.Core.Periods.Encoding;

/// <summary>
/// Columns of integers: the smallest of constant, bit-packed and LEB128. The reader knows the count.
/// <code>column = 0, value (zigzag) | 1, minimum (zigzag), width (1 byte), packed differences to the minimum | 2, minimum (zigzag), LEB128
/// differences…</code>
/// </summary>
internal static class IntegerCodec
{
    private const byte Constant = 0;
    private const byte Packed = 1;
    private const byte Variable = 2;

    public static void Write(ByteSink sink, ReadOnlySpan<int> values)
    {
        var wide = new ulong[values.Length];
        long minimum = values.IsEmpty ? 0 : values[0];
        foreach (var value in values)
        {
            minimum = Math.Min(minimum, value);
        }

        for (var i = 0; i < wide.Length; i++)
        {
            wide[i] = (ulong)(values[i] - minimum);
        }

        WriteDifferences(sink, wide, minimum);
    }

    public static void Write(ByteSink sink, ReadOnlySpan<long> values)
    {
        var wide = new ulong[values.Length];
        var minimum = values.IsEmpty ? 0 : values[0];
        foreach (var value in values)
        {
            minimum = Math.Min(minimum, value);
        }

        for (var i = 0; i < wide.Length; i++)
        {
            wide[i] = unchecked((ulong)(values[i] - minimum));
        }

        WriteDifferences(sink, wide, minimum);
    }

    /// <summary>Writes ascending numbers as their differences.</summary>
    public static void WriteAscending(ByteSink sink, ReadOnlySpan<ulong> values)
    {
        var differences = new ulong[values.Length];
        ulong previous = 0;
        for (var i = 0; i < values.Length; i++)
        {
            differences[i] = values[i] - previous;
            previous = values[i];
        }

        WriteDifferences(sink, differences, 0);
    }

    public static void WriteAscending(ByteSink sink, ReadOnlySpan<int> values)
    {
        var differences = new ulong[values.Length];
        var previous = 0;
        for (var i = 0; i < values.Length; i++)
        {
            differences[i] = (ulong)(values[i] - previous);
            previous = values[i];
        }

        WriteDifferences(sink, differences, 0);
    }

    public static int[] ReadInts(ref ByteSource source, int count)
    {
        var values = GC.AllocateUninitializedArray<int>(count);
        ReadInts(ref source, values);
        return values;
    }

    /// <summary>Reads as many numbers as a span holds.</summary>
    public static void ReadInts(ref ByteSource source, Span<int> values)
    {
        var kind = source.Byte();
        var minimum = source.SignedInt();
        switch (kind)
        {
            case Constant:
                values.Fill(minimum);
                break;
            case Packed:
                var width = source.Byte();
                if (width > 31)
                {
                    throw new InvalidDataException($"A column of integers is {width} bits wide.");
                }

                BitBlocks.Unpack(source.Bytes(BitBlocks.ByteCount(values.Length, width)), width, minimum, values);
                break;
            case Variable:
                source.Varints(values, minimum);
                break;
            default:
                throw new InvalidDataException($"A column of integers has the unknown encoding {kind}.");
        }
    }

    /// <summary>Reads numbers that are codes, as narrow as they allow.</summary>
    /// <exception cref="InvalidDataException">The bytes are damaged, or a number is negative.</exception>
    public static CodeColumn ReadCodes(ref ByteSource source, int count)
    {
        var rest = source;
        var kind = rest.Byte();
        var minimum = rest.SignedInt();
        var width = kind == Packed ? rest.Byte() : 0;
        var bound = minimum + (1L << width) - 1;
        if (kind == Packed && minimum >= 0 && width > 0 && bound <= ushort.MaxValue)
        {
            source = rest;
            return Narrow(source.Bytes(BitBlocks.ByteCount(count, width)), width, minimum, count, bound <= byte.MaxValue ? 1 : 2);
        }

        var codes = ReadInts(ref source, count);
        var lowest = CodeWidths.Extremes<int>(codes).Lowest;
        return lowest >= 0 ? CodeColumn.Of(codes) : throw new InvalidDataException($"A column of codes has the code {lowest}.");
    }

    private static CodeColumn Narrow(ReadOnlySpan<byte> packed, int width, int minimum, int count, int bytesOfCode)
    {
        var codes = GC.AllocateUninitializedArray<byte>(count * bytesOfCode);
        if (bytesOfCode == 1)
        {
            BitBlocks.Unpack(packed, width, (byte)minimum, codes);
        }
        else
        {
            BitBlocks.Unpack(packed, width, (ushort)minimum, MemoryMarshal.Cast<byte, ushort>(codes.AsSpan()));
        }

        return CodeColumn.Adopt(codes, bytesOfCode, count);
    }

    public static long[] ReadLongs(ref ByteSource source, int count)
    {
        var values = new long[count];
        var differences = ReadDifferences(ref source, count, out var minimum);
        for (var i = 0; i < count; i++)
        {
            values[i] = unchecked(minimum + (long)differences[i]);
        }

        return values;
    }

    public static ulong[] ReadAscending(ref ByteSource source, int count)
    {
        var values = ReadDifferences(ref source, count, out var minimum);
        ulong previous = 0;
        for (var i = 0; i < count; i++)
        {
            values[i] = previous += values[i] + unchecked((ulong)minimum);
        }

        return values;
    }

    public static int[] ReadAscendingInts(ref ByteSource source, int count)
    {
        var values = ReadInts(ref source, count);
        for (var i = 1; i < count; i++)
        {
            values[i] = ByteSource.Sum(values[i], values[i - 1]);
        }

        return values;
    }

    private static ulong[] ReadDifferences(ref ByteSource source, int count, out long minimum)
    {
        var kind = source.Byte();
        minimum = source.Signed();
        var values = GC.AllocateUninitializedArray<ulong>(count);
        switch (kind)
        {
            case Constant:
                values.AsSpan().Clear();
                break;
            case Packed:
                var width = source.Byte();
                if (width > 64)
                {
                    throw new InvalidDataException($"A column of integers is {width} bits wide.");
                }

                BitPacking.Unpack(source.Bytes(BitPacking.ByteCount(count, width)), width, values);
                break;
            case Variable:
                source.Varints(values);
                break;
            default:
                throw new InvalidDataException($"A column of integers has the unknown encoding {kind}.");
        }

        return values;
    }

    private static void WriteDifferences(ByteSink sink, ReadOnlySpan<ulong> differences, long minimum)
    {
        ulong maximum = 0;
        ulong lowest = ulong.MaxValue;
        long variableBytes = 0;
        foreach (var difference in differences)
        {
            maximum = Math.Max(maximum, difference);
            lowest = Math.Min(lowest, difference);
            variableBytes += (BitOperations.Log2(difference | 1) / 7) + 1;
        }

        if (differences.IsEmpty || (maximum == lowest && maximum <= long.MaxValue))
        {
            sink.Byte(Constant);
            sink.Signed(differences.IsEmpty ? 0 : unchecked(minimum + (long)maximum));
            return;
        }

        var width = BitOperations.Log2(maximum) + 1;
        var packedBytes = BitPacking.ByteCount(differences.Length, width);
        if (packedBytes <= variableBytes)
        {
            sink.Byte(Packed);
            sink.Signed(minimum);
            sink.Byte((byte)width);
            BitPacking.Pack(differences, width, sink.Reserve(packedBytes));
            return;
        }

        sink.Byte(Variable);
        sink.Signed(minimum);
        foreach (var difference in differences)
        {
            sink.Varint(difference);
        }
    }
}
