using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Analytics.Core.Columns;

/// <summary>Histograms of codes.</summary>
/// <remarks>
/// Consecutive additions to the same counter wait for each other, which is common with a frequent code. So neighbouring rows count in four
/// histograms that are added up at the end, if these are small compared with the rows and the caches. Up to 16 codes are counted by
/// comparing 64 rows with each code instead.
/// </remarks>
internal static class CodeCounts
{
    private const int Lanes = 4;
    private const int MaxLaneCodes = 1 << 14;
    private const int MaxComparedCodes = 16;

    /// <summary>Number of comparisons of a row with a code that take as long as the addition of one selected row.</summary>
    private const int ComparisonsPerAddition = 48;

    /// <summary>Number of words whose rows are compared with one code after another while they are in the L1 cache.</summary>
    private const int WordsAtOnce = 128;

    /// <summary>Adds the number of rows of each code to its count, which there must be for every code.</summary>
    public static void Add<T>(ReadOnlySpan<T> codes, Span<long> counts)
        where T : unmanaged, IBinaryInteger<T>
    {
        if (IsCompared<T>(counts.Length))
        {
            var full = codes.Length & ~63;
            Compare(MemoryMarshal.Cast<T, byte>(codes[..full]), [], counts);
            AddScalar(codes[full..], counts);
        }
        else if (UseLanes(codes.Length, counts.Length))
        {
            var pooled = RentLanes(counts.Length, out var lanes);
            AddAll(codes, lanes, counts.Length);
            ReturnLanes(pooled, lanes, counts);
        }
        else
        {
            AddScalar(codes, counts);
        }
    }

    /// <summary>Adds the number of selected rows of each code to its count, which there must be for every code.</summary>
    public static void Add<T>(ReadOnlySpan<T> codes, ReadOnlySpan<ulong> selection, Span<long> counts)
        where T : unmanaged, IBinaryInteger<T>
    {
        if (IsCompared<T>(counts.Length))
        {
            var full = codes.Length >> 6;
            Compare(MemoryMarshal.Cast<T, byte>(codes[..(full << 6)]), selection[..full], counts);
            AddScalar(codes[(full << 6)..], selection[full..], counts);
        }
        else if (UseLanes(codes.Length, counts.Length))
        {
            var pooled = RentLanes(counts.Length, out var lanes);
            for (var i = 0; i < selection.Length; i++)
            {
                var part = codes[(i << 6)..];
                if (selection[i] == ulong.MaxValue)
                {
                    AddAll(part[..64], lanes, counts.Length);
                }
                else if (selection[i] != 0)
                {
                    AddSome(part, selection[i], lanes, counts.Length);
                }
            }

            ReturnLanes(pooled, lanes, counts);
        }
        else
        {
            AddScalar(codes, selection, counts);
        }
    }

    /// <summary>Adds one row after the other.</summary>
    [MethodImpl(Loops.Optimized)]
    internal static void AddScalar<T>(ReadOnlySpan<T> codes, Span<long> counts)
        where T : unmanaged, IBinaryInteger<T>
    {
        foreach (var code in codes)
        {
            counts[(int)Index(code)]++;
        }
    }

    /// <summary>Adds one selected row after the other.</summary>
    [MethodImpl(Loops.Optimized)]
    internal static void AddScalar<T>(ReadOnlySpan<T> codes, ReadOnlySpan<ulong> selection, Span<long> counts)
        where T : unmanaged, IBinaryInteger<T>
    {
        for (var i = 0; i < selection.Length; i++)
        {
            for (var rest = selection[i]; rest != 0; rest &= rest - 1)
            {
                counts[(int)Index(codes[(i << 6) + BitOperations.TrailingZeroCount(rest)])]++;
            }
        }
    }

    /// <summary>Adds whole words of rows, all of them where there is no selection.</summary>
    private static void Compare(ReadOnlySpan<byte> codes, ReadOnlySpan<ulong> selection, Span<long> counts)
    {
        while (!codes.IsEmpty)
        {
            var part = codes[..Math.Min(codes.Length, WordsAtOnce << 6)];
            var selected = selection[..Math.Min(selection.Length, WordsAtOnce)];
            var rest = selected.IsEmpty ? part.Length : BitWords.Count(selected);
            if (rest * (long)ComparisonsPerAddition < (counts.Length - 1) * (long)part.Length)
            {
                AddScalar(part, selected, counts);
            }
            else
            {
                AddByComparing(part, selected, rest, counts);
            }

            codes = codes[part.Length..];
            selection = selection[selected.Length..];
        }
    }

    /// <summary>Adds selected rows with one comparison for each code but the last.</summary>
    private static void AddByComparing(ReadOnlySpan<byte> codes, ReadOnlySpan<ulong> selection, int selected, Span<long> counts)
    {
        for (var code = 0; code < counts.Length - 1; code++)
        {
            var found = CountOf((byte)code, codes, selection);
            counts[code] += found;
            selected -= found;
        }

        counts[^1] += selected;
    }

    [MethodImpl(Loops.Optimized)]
    private static int CountOf(byte code, ReadOnlySpan<byte> codes, ReadOnlySpan<ulong> selection)
    {
        var kernel = new EqualKernel<byte>(code);
        var count = 0;
        for (var row = 0; row < codes.Length; row += 64)
        {
            var selected = selection.IsEmpty ? ulong.MaxValue : selection[row >> 6];
            count += BitOperations.PopCount(kernel.Word(in MemoryMarshal.GetReference(codes.Slice(row, 64))) & selected);
        }

        return count;
    }

    [MethodImpl(Loops.Optimized)]
    private static void AddAll<T>(ReadOnlySpan<T> codes, Span<int> lanes, nint stride)
        where T : unmanaged, IBinaryInteger<T>
    {
        ref var lane = ref MemoryMarshal.GetReference(lanes);
        ref var code = ref MemoryMarshal.GetReference(codes);
        var row = 0;
        for (; row <= codes.Length - Lanes; row += Lanes)
        {
            Unsafe.Add(ref lane, Index(Unsafe.Add(ref code, row)))++;
            Unsafe.Add(ref lane, Index(Unsafe.Add(ref code, row + 1)) + stride)++;
            Unsafe.Add(ref lane, Index(Unsafe.Add(ref code, row + 2)) + (2 * stride))++;
            Unsafe.Add(ref lane, Index(Unsafe.Add(ref code, row + 3)) + (3 * stride))++;
        }

        for (; row < codes.Length; row++)
        {
            Unsafe.Add(ref lane, Index(Unsafe.Add(ref code, row)))++;
        }
    }

    [MethodImpl(Loops.Optimized)]
    private static void AddSome<T>(ReadOnlySpan<T> codes, ulong selected, Span<int> lanes, nint stride)
        where T : unmanaged, IBinaryInteger<T>
    {
        ref var lane = ref MemoryMarshal.GetReference(lanes);
        ref var code = ref MemoryMarshal.GetReference(codes);
        var rest = selected;
        for (var pairs = BitOperations.PopCount(selected) >> 1; pairs > 0; pairs--)
        {
            Unsafe.Add(ref lane, Index(Unsafe.Add(ref code, BitOperations.TrailingZeroCount(rest))))++;
            rest &= rest - 1;
            Unsafe.Add(ref lane, Index(Unsafe.Add(ref code, BitOperations.TrailingZeroCount(rest))) + stride)++;
            rest &= rest - 1;
        }

        if (rest != 0)
        {
            Unsafe.Add(ref lane, Index(Unsafe.Add(ref code, BitOperations.TrailingZeroCount(rest))) + (2 * stride))++;
        }
    }

    private static bool IsCompared<T>(int codes) =>
        typeof(T) == typeof(byte) && Vector256.IsHardwareAccelerated && codes <= MaxComparedCodes;

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
