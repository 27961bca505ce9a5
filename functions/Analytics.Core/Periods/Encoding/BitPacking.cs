using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Analytics.Core.Periods.Encoding;

/// <summary>Unsigned integers of a fixed width in bits, the first in the lowest bits. O(n).</summary>
internal static class BitPacking
{
    public static int ByteCount(int count, int width) => (int)((((long)count * width) + 7) / 8);

    public static void Pack(ReadOnlySpan<ulong> values, int width, Span<byte> target)
    {
        target.Clear();
        if (width == 0)
        {
            return;
        }

        ulong pending = 0;
        var bits = 0;
        var offset = 0;
        foreach (var value in values)
        {
            pending |= value << bits;
            bits += width;
            if (bits >= 64)
            {
                BinaryPrimitives.WriteUInt64LittleEndian(target[offset..], pending);
                offset += 8;
                bits -= 64;
                pending = bits == 0 ? 0 : value >> (width - bits);
            }
        }

        for (; bits > 0; bits -= 8, pending >>= 8)
        {
            target[offset++] = (byte)pending;
        }
    }

    public static void Unpack(ReadOnlySpan<byte> source, int width, Span<ulong> values)
    {
        var mask = width == 64 ? ulong.MaxValue : (1UL << width) - 1;
        var i = 0;
        long bit = 0;
        if (width is > 0 and <= 57)
        {
            ref var start = ref MemoryMarshal.GetReference(source);
            for (; i < values.Length && (bit >> 3) + 8 <= source.Length; i++, bit += width)
            {
                var word = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, (nint)(bit >> 3)));
                values[i] = (word >> (int)(bit & 7)) & mask;
            }
        }

        for (; i < values.Length; i++, bit += width)
        {
            values[i] = Read(source, bit, width) & mask;
        }
    }

    private static ulong Read(ReadOnlySpan<byte> source, long bit, int width)
    {
        var offset = (int)(bit >> 3);
        var shift = (int)(bit & 7);
        var needed = (shift + width + 7) / 8;
        if (source.Length - offset >= 9)
        {
            var low = BinaryPrimitives.ReadUInt64LittleEndian(source[offset..]) >> shift;
            return shift == 0 ? low : low | ((ulong)source[offset + 8] << (64 - shift));
        }

        UInt128 word = 0;
        for (var i = 0; i < needed; i++)
        {
            word |= (UInt128)source[offset + i] << (8 * i);
        }

        return (ulong)(word >> shift);
    }
}
