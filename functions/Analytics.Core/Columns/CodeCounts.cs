using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Analytics.Core.Columns;

/// <summary>Histograms of codes.</summary>
/// <remarks>
/// Two additions to the same counter wait for each other, which a popular code makes the rule. So neighbouring rows count in four
/// histograms that are added up at the end, as long as these stay small beside the rows and the caches.
/// </remarks>
internal static class CodeCounts
{
    private const int Lanes = 4;
    private const int MaxLaneCodes = 1 << 14;

    /// <summary>Adds the number of rows of each code to its count. Every code is below the length of <paramref name="counts"/>.</summary>
    public static void Add<T>(ReadOnlySpan<T> codes, Span<long> counts)
        where T : unmanaged, IBinaryInteger<T>
    {
        if (!UseLanes(codes.Length, counts.Length))
        {
            AddScalar(codes, counts);
            return;
        }

        var pooled = RentLanes(counts.Length, out var lanes);
        ref var lane = ref MemoryMarshal.GetReference(lanes);
        nint stride = counts.Length;
        ref var code = ref MemoryMarshal.GetReference(codes);
        var row = 0;
        for (; row <= codes.Length - Lanes; row += Lanes)
        {
            Unsafe.Add(ref lane, Index(Unsafe.Add(ref code, row)))++;
            Unsafe.Add(ref lane, Index(Unsafe.Add(ref code, row + 1)) + stride)++;
            Unsafe.Add(ref lane, Index(Unsafe.Add(ref code, row + 2)) + (2 * stride))++;
            Unsafe.Add(ref lane, Index(Unsafe.Add(ref code, row + 3)) + (3 * stride))++;
        }

        AddScalar(codes[row..], counts);
        ReturnLanes(pooled, lanes, counts);
    }

    /// <summary>Adds the number of selected rows of each code to its count.</summary>
    public static void Add<T>(ReadOnlySpan<T> codes, ReadOnlySpan<ulong> selection, Span<long> counts)
        where T : unmanaged, IBinaryInteger<T>
    {
        ref var first = ref MemoryMarshal.GetReference(codes);
        for (var i = 0; i < selection.Length; i++)
        {
            ref var code = ref Unsafe.Add(ref first, i << 6);
            for (var rest = selection[i]; rest != 0; rest &= rest - 1)
            {
                counts[(int)Index(Unsafe.Add(ref code, BitOperations.TrailingZeroCount(rest)))]++;
            }
        }
    }

    /// <summary>Adds one row after the other: the definition of <see cref="Add{T}(ReadOnlySpan{T}, Span{long})"/>.</summary>
    internal static void AddScalar<T>(ReadOnlySpan<T> codes, Span<long> counts)
        where T : unmanaged, IBinaryInteger<T>
    {
        foreach (var code in codes)
        {
            counts[(int)Index(code)]++;
        }
    }

    private static bool UseLanes(int rows, int codes) => codes <= MaxLaneCodes && rows >= codes * 2;

    private static int[] RentLanes(int codes, out Span<int> lanes)
    {
        var pooled = ArrayPool<int>.Shared.Rent(codes * Lanes);
        lanes = pooled.AsSpan(0, codes * Lanes);
        lanes.Clear();
        return pooled;
    }

    private static void ReturnLanes(int[] pooled, ReadOnlySpan<int> lanes, Span<long> counts)
    {
        for (var lane = 0; lane < Lanes; lane++)
        {
            var part = lanes.Slice(lane * counts.Length, counts.Length);
            for (var code = 0; code < part.Length; code++)
            {
                counts[code] += part[code];
            }
        }

        ArrayPool<int>.Shared.Return(pooled);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nint Index<T>(T code)
        where T : unmanaged, IBinaryInteger<T> => (nint)uint.CreateTruncating(code);
}
