using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Analytics.Core.Columns;

/// <summary>Conversions between integers of 1, 2 and 4 bytes, vectorised if the processor supports it.</summary>
internal static class CodeWidths
{
    /// <summary>Returns the minimum number of bytes for a code: 1, 2 or 4.</summary>
    public static int Of(int code) =>
        code <= byte.MaxValue ? 1
        : code <= ushort.MaxValue ? 2
        : 4;

    /// <summary>Returns the smallest and the largest value; both 0 without values.</summary>
    [MethodImpl(Loops.Optimized)]
    public static (int Lowest, int Highest) Extremes<T>(ReadOnlySpan<T> values)
        where T : unmanaged, IBinaryInteger<T>
    {
        if (values.IsEmpty)
        {
            return (0, 0);
        }

        var (lowest, highest) = (values[0], values[0]);
        if (Vector256.IsHardwareAccelerated && values.Length >= Vector256<T>.Count)
        {
            var vectors = MemoryMarshal.Cast<T, Vector256<T>>(values);
            var (low, high) = (vectors[0], vectors[0]);
            foreach (var vector in vectors)
            {
                (low, high) = (Vector256.Min(low, vector), Vector256.Max(high, vector));
            }

            for (var i = 0; i < Vector256<T>.Count; i++)
            {
                (lowest, highest) = (T.Min(lowest, low[i]), T.Max(highest, high[i]));
            }

            values = values[(vectors.Length * Vector256<T>.Count)..];
        }

        foreach (var value in values)
        {
            (lowest, highest) = (T.Min(lowest, value), T.Max(highest, value));
        }

        return (int.CreateTruncating(lowest), int.CreateTruncating(highest));
    }

    /// <summary>Writes values that fit <paramref name="width"/> bytes with that many bytes each.</summary>
    public static void Narrow(ReadOnlySpan<int> values, Span<byte> bytes, int width)
    {
        switch (width)
        {
            case 1:
                Narrow(values, bytes);
                break;
            case 2:
                Narrow(values, MemoryMarshal.Cast<byte, ushort>(bytes));
                break;
            default:
                MemoryMarshal.AsBytes(values).CopyTo(bytes);
                break;
        }
    }

    /// <summary>Writes the low byte of each value.</summary>
    [MethodImpl(Loops.Optimized)]
    public static void Narrow(ReadOnlySpan<int> values, Span<byte> bytes)
    {
        var done = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            var sources = MemoryMarshal.Cast<int, Vector256<uint>>(values);
            var targets = MemoryMarshal.Cast<byte, Vector256<byte>>(bytes[..values.Length]);
            for (var i = 0; i < targets.Length; i++)
            {
                var four = sources.Slice(i * 4, 4);
                targets[i] = Vector256.Narrow(Vector256.Narrow(four[0], four[1]), Vector256.Narrow(four[2], four[3]));
            }

            done = targets.Length * Vector256<byte>.Count;
        }

        for (; done < values.Length; done++)
        {
            bytes[done] = (byte)values[done];
        }
    }

    /// <summary>Writes the low two bytes of each value.</summary>
    [MethodImpl(Loops.Optimized)]
    public static void Narrow(ReadOnlySpan<int> values, Span<ushort> shorts)
    {
        var done = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            var sources = MemoryMarshal.Cast<int, Vector256<uint>>(values);
            var targets = MemoryMarshal.Cast<ushort, Vector256<ushort>>(shorts[..values.Length]);
            for (var i = 0; i < targets.Length; i++)
            {
                targets[i] = Vector256.Narrow(sources[i * 2], sources[(i * 2) + 1]);
            }

            done = targets.Length * Vector256<ushort>.Count;
        }

        for (; done < values.Length; done++)
        {
            shorts[done] = (ushort)values[done];
        }
    }

    /// <summary>Writes each byte as an integer of four.</summary>
    [MethodImpl(Loops.Optimized)]
    public static void Widen(ReadOnlySpan<byte> bytes, Span<int> values)
    {
        var done = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            var sources = MemoryMarshal.Cast<byte, Vector256<byte>>(bytes);
            var targets = MemoryMarshal.Cast<int, Vector256<uint>>(values[..bytes.Length]);
            for (var i = 0; i < sources.Length; i++)
            {
                var (low, high) = Vector256.Widen(sources[i]);
                var four = targets.Slice(i * 4, 4);
                (four[0], four[1]) = Vector256.Widen(low);
                (four[2], four[3]) = Vector256.Widen(high);
            }

            done = sources.Length * Vector256<byte>.Count;
        }

        for (; done < bytes.Length; done++)
        {
            values[done] = bytes[done];
        }
    }

    /// <summary>Writes each integer of two bytes as one of four.</summary>
    [MethodImpl(Loops.Optimized)]
    public static void Widen(ReadOnlySpan<ushort> shorts, Span<int> values)
    {
        var done = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            var sources = MemoryMarshal.Cast<ushort, Vector256<ushort>>(shorts);
            var targets = MemoryMarshal.Cast<int, Vector256<uint>>(values[..shorts.Length]);
            for (var i = 0; i < sources.Length; i++)
            {
                (targets[i * 2], targets[(i * 2) + 1]) = Vector256.Widen(sources[i]);
            }

            done = sources.Length * Vector256<ushort>.Count;
        }

        for (; done < shorts.Length; done++)
        {
            values[done] = shorts[done];
        }
    }
}
