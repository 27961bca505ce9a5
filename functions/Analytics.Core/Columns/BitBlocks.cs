using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Analytics.Core.Columns;

/// <summary>Packed integers of a fixed width in bits, from the lowest bit on.</summary>
/// <remarks>
/// <para>
/// Eight values of w bits take w bytes. A vector holds four of them, or eight of up to 8 bits, in each half: a shuffle moves the bytes of
/// each value into a separate element, a multiplication moves the value to the element's top, which drops the bits above it, and a
/// shift moves it down, which drops the bits below.
/// </para>
/// <para>Reads never exceed the source: the last values, whose vectors would, are read one by one.</para>
/// </remarks>
internal static class BitBlocks
{
    private const int MaxVectorWidth = 25;
    private const int LoadedBytes = 16;

    private static readonly Spread[] QuadSpreads = Spread.Upto(MaxVectorWidth, sizeof(uint));
    private static readonly Spread[] OctetSpreads = Spread.Upto(8, sizeof(ushort));

    /// <summary>Returns the number of bytes of packed values.</summary>
    public static int ByteCount(int count, int width) => (int)((((long)count * width) + 7) / 8);

    /// <summary>Writes the difference of each value from the smallest one.</summary>
    [MethodImpl(Loops.Optimized)]
    public static void Pack(ReadOnlySpan<int> values, int smallest, int width, Span<byte> target)
    {
        ulong pending = 0;
        var (bits, position) = (0, 0);
        foreach (var value in values)
        {
            pending |= (ulong)(uint)(value - smallest) << bits;
            bits += width;
            if (bits >= 32)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(target[position..], (uint)pending);
                (pending, bits, position) = (pending >> 32, bits - 32, position + 4);
            }
        }

        for (; bits > 0; bits -= 8, pending >>= 8)
        {
            target[position++] = (byte)pending;
        }
    }

    /// <summary>Reads values that fit an int together with the smallest.</summary>
    [MethodImpl(Loops.Optimized)]
    public static void Unpack(ReadOnlySpan<byte> source, int width, int smallest, Span<int> values)
    {
        if (width == 0)
        {
            values.Fill(smallest);
            return;
        }

        var isFast = Vector256.IsHardwareAccelerated && width <= MaxVectorWidth;
        var groups = isFast ? SafeGroups(source, width, width / 2, values.Length / 8) : 0;
        if (groups > 0)
        {
            var spread = QuadSpreads[width];
            ref var from = ref MemoryMarshal.GetReference(source);
            var targets = MemoryMarshal.Cast<int, Vector256<uint>>(values)[..groups];
            var least = Vector256.Create((uint)smallest);
            for (var i = 0; i < targets.Length; i++)
            {
                targets[i] = spread.Quads(ref from) + least;
                from = ref Unsafe.Add(ref from, width);
            }
        }

        UnpackScalar(source[(groups * width)..], width, smallest, values[(groups * 8)..]);
    }

    /// <summary>Reads values that fit a byte together with the smallest.</summary>
    [MethodImpl(Loops.Optimized)]
    public static void Unpack(ReadOnlySpan<byte> source, int width, byte smallest, Span<byte> values)
    {
        if (width == 0)
        {
            values.Fill(smallest);
            return;
        }

        var groups = Vector256.IsHardwareAccelerated ? SafeGroups(source, width * 4, width * 3, values.Length / 32) : 0;
        if (groups > 0)
        {
            var spread = OctetSpreads[width];
            ref var from = ref MemoryMarshal.GetReference(source);
            var targets = MemoryMarshal.Cast<byte, Vector256<byte>>(values)[..groups];
            var least = Vector256.Create(smallest);
            for (var i = 0; i < targets.Length; i++)
            {
                var (low, high) = (spread.Octets(ref from), spread.Octets(ref Unsafe.Add(ref from, 2 * width)));
                targets[i] = Vector256.Narrow(low, high) + least;
                from = ref Unsafe.Add(ref from, 4 * width);
            }
        }

        UnpackScalar(source[(groups * 4 * width)..], width, smallest, values[(groups * 32)..]);
    }

    /// <summary>Reads values that fit two bytes together with the smallest.</summary>
    [MethodImpl(Loops.Optimized)]
    public static void Unpack(ReadOnlySpan<byte> source, int width, ushort smallest, Span<ushort> values)
    {
        if (width == 0)
        {
            values.Fill(smallest);
            return;
        }

        var (isNarrow, lastLoad) = (width <= 8, width <= 8 ? width : width + (width / 2));
        var groups = Vector256.IsHardwareAccelerated ? SafeGroups(source, width * 2, lastLoad, values.Length / 16) : 0;
        if (groups > 0)
        {
            var spread = isNarrow ? OctetSpreads[width] : QuadSpreads[width];
            ref var from = ref MemoryMarshal.GetReference(source);
            var targets = MemoryMarshal.Cast<ushort, Vector256<ushort>>(values)[..groups];
            var least = Vector256.Create(smallest);
            for (var i = 0; i < targets.Length; i++)
            {
                targets[i] =
                    least
                    + (
                        isNarrow
                            ? spread.Octets(ref from)
                            : Vector256.Narrow(spread.Quads(ref from), spread.Quads(ref Unsafe.Add(ref from, width)))
                    );
                from = ref Unsafe.Add(ref from, 2 * width);
            }
        }

        UnpackScalar(source[(groups * 2 * width)..], width, smallest, values[(groups * 16)..]);
    }

    /// <summary>Reads one value after the other: the end of a source, wide values, and processors without vectors.</summary>
    [MethodImpl(Loops.Optimized)]
    public static void UnpackScalar<T>(ReadOnlySpan<byte> source, int width, T smallest, Span<T> values)
        where T : unmanaged, IBinaryInteger<T>
    {
        var mask = (1UL << width) - 1;
        var lastWord = source.Length - sizeof(ulong);
        long bit = 0;
        for (var i = 0; i < values.Length; i++, bit += width)
        {
            var position = (int)(bit >> 3);
            var difference =
                position <= lastWord
                    ? (BinaryPrimitives.ReadUInt64LittleEndian(source[position..]) >> (int)(bit & 7)) & mask
                    : Read(source, bit, width);
            values[i] = smallest + T.CreateTruncating(difference);
        }
    }

    /// <summary>Returns the value of up to 57 bits at a bit of the source, byte by byte.</summary>
    public static ulong Read(ReadOnlySpan<byte> source, long bit, int width)
    {
        var (position, shift) = ((int)(bit >> 3), (int)(bit & 7));
        ulong word = 0;
        for (var i = 0; i < (shift + width + 7) / 8; i++)
        {
            word |= (ulong)source[position + i] << (8 * i);
        }

        return (word >> shift) & ((1UL << width) - 1);
    }

    /// <summary>
    /// Returns the number of groups whose loads of 16 bytes end within the source; the last load of a group begins that many bytes into
    /// it.
    /// </summary>
    internal static int SafeGroups(ReadOnlySpan<byte> source, int groupBytes, int lastLoad, int groups)
    {
        var rest = source.Length - lastLoad - LoadedBytes;
        return rest < 0 ? 0 : Math.Min(groups, (rest / groupBytes) + 1);
    }

    /// <summary>The constants that spread values of one width over the elements of a vector.</summary>
    private readonly struct Spread
    {
        private readonly Vector256<byte> _bytes;
        private readonly Vector256<byte> _factors;
        private readonly int _shift;
        private readonly int _width;

        private Spread(int width, int elementBytes)
        {
            Span<byte> bytes = stackalloc byte[32];
            Span<byte> factors = stackalloc byte[32];
            var perHalf = LoadedBytes / elementBytes;
            for (var element = 0; element < 2 * perHalf; element++)
            {
                // The second half loads from the byte in which its first value begins.
                var bit = ((element / perHalf * perHalf * width) & 7) + (element % perHalf * width);
                for (var i = 0; i < elementBytes; i++)
                {
                    bytes[(element * elementBytes) + i] = (byte)((bit / 8) + i);
                }

                var factor = 1U << ((8 * elementBytes) - width - (bit & 7));
                BinaryPrimitives.WriteUInt16LittleEndian(factors[(element * elementBytes)..], (ushort)factor);
                if (elementBytes == sizeof(uint))
                {
                    BinaryPrimitives.WriteUInt32LittleEndian(factors[(element * elementBytes)..], factor);
                }
            }

            (_bytes, _factors) = (Vector256.Create<byte>(bytes), Vector256.Create<byte>(factors));
            (_shift, _width) = ((8 * elementBytes) - width, width);
        }

        /// <summary>Returns the constants of widths from 0 on.</summary>
        public static Spread[] Upto(int width, int elementBytes) =>
            [.. Enumerable.Range(0, width + 1).Select(bits => new Spread(bits, elementBytes))];

        /// <summary>Eight values in elements of 4 bytes.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<uint> Quads(ref byte from) => (Load(ref from, _width / 2).AsUInt32() * _factors.AsUInt32()) >>> _shift;

        /// <summary>Sixteen values in elements of 2 bytes.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<ushort> Octets(ref byte from) => (Load(ref from, _width).AsUInt16() * _factors.AsUInt16()) >>> _shift;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private Vector256<byte> Load(ref byte from, int upper) =>
            VectorMasks.Shuffle(Vector256.Create(Vector128.LoadUnsafe(ref from), Vector128.LoadUnsafe(ref from, (nuint)upper)), _bytes);
    }
}
