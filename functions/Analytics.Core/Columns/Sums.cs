using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Analytics.Core.Columns;

/// <summary>Sums and extremes of selected integers, and comparisons with a range.</summary>
internal static class Sums
{
    private const int SparseBits = 2;

    /// <summary>The sum of the values whose row is selected.</summary>
    [MethodImpl(Loops.Optimized)]
    public static long Of(ReadOnlySpan<int> values, Bitmap selection)
    {
        CheckLength(values, selection);
        if (!Vector256.IsHardwareAccelerated)
        {
            return Scalar(values, selection.Words);
        }

        var words = selection.Words;
        var vectors = MemoryMarshal.Cast<int, Vector256<int>>(values);
        var full = values.Length >> 6;
        var (low, high) = (Vector256<long>.Zero, Vector256<long>.Zero);
        long rest = 0;
        for (var i = 0; i < full; i++)
        {
            var word = words[i];
            if (BitOperations.PopCount(word) <= SparseBits)
            {
                rest += Scalar(values.Slice(i << 6, 64), word);
                continue;
            }

            foreach (var vector in vectors.Slice(i << 3, 8))
            {
                var (first, second) = Vector256.Widen(vector & VectorMasks.Expand((byte)word));
                (low, high, word) = (low + first, high + second, word >> 8);
            }
        }

        return rest + Vector256.Sum(low + high) + Scalar(values[(full << 6)..], words[full..]);
    }

    /// <summary>The largest value whose row is selected, or null if none is.</summary>
    public static int? Max(ReadOnlySpan<int> values, Bitmap selection)
    {
        CheckLength(values, selection);
        int? largest = null;
        foreach (var row in selection)
        {
            largest = largest > values[row] ? largest : values[row];
        }

        return largest;
    }

    /// <summary>The smallest value whose row is selected, or null if none is.</summary>
    public static int? Min(ReadOnlySpan<int> values, Bitmap selection)
    {
        CheckLength(values, selection);
        int? smallest = null;
        foreach (var row in selection)
        {
            smallest = smallest < values[row] ? smallest : values[row];
        }

        return smallest;
    }

    /// <summary>Sets exactly the rows whose value is at least the one bound and below the other.</summary>
    /// <param name="values">The values.</param>
    /// <param name="fromInclusive">The least value to find.</param>
    /// <param name="toExclusive">The least value above those to find.</param>
    /// <param name="into">A bitmap of as many rows, overwritten.</param>
    public static void WhereInRange(ReadOnlySpan<int> values, int fromInclusive, int toExclusive, Bitmap into)
    {
        CheckLength(values, into);
        if (fromInclusive >= toExclusive)
        {
            into.Fill(false);
            return;
        }

        var range = Range(fromInclusive, toExclusive);
        CodeScan.Run(MemoryMarshal.Cast<int, uint>(values), range, 0, into.Words, default(CodeScan.Overwrite));
    }

    /// <summary>Clears the selected rows whose value is outside the range. Words of 64 rows without a selected one are not read.</summary>
    public static void WhereInRangeAnd(ReadOnlySpan<int> values, int fromInclusive, int toExclusive, Bitmap selection)
    {
        CheckLength(values, selection);
        if (fromInclusive >= toExclusive)
        {
            selection.Fill(false);
            return;
        }

        var range = Range(fromInclusive, toExclusive);
        CodeScan.Run(MemoryMarshal.Cast<int, uint>(values), range, 0, selection.Words, default(CodeScan.Narrow));
    }

    /// <summary>The sum of selected values, one by one: the path of processors without vectors.</summary>
    [MethodImpl(Loops.Optimized)]
    internal static long Scalar(ReadOnlySpan<int> values, ReadOnlySpan<ulong> words)
    {
        long sum = 0;
        for (var i = 0; i < words.Length; i++)
        {
            sum += Scalar(values[(i << 6)..], words[i]);
        }

        return sum;
    }

    private static long Scalar(ReadOnlySpan<int> values, ulong word)
    {
        long sum = 0;
        for (; word != 0; word &= word - 1)
        {
            sum += values[BitOperations.TrailingZeroCount(word)];
        }

        return sum;
    }

    /// <summary>The distance above the least value is compared without sign, so values below it wrap beyond the range.</summary>
    private static RangeKernel<uint> Range(int fromInclusive, int toExclusive) =>
        new((uint)fromInclusive, (uint)toExclusive - (uint)fromInclusive - 1);

    private static void CheckLength(ReadOnlySpan<int> values, Bitmap bitmap)
    {
        if (values.Length != bitmap.Length)
        {
            throw new ArgumentException($"A bitmap of {bitmap.Length} rows meets {values.Length} values. They must be equally long.");
        }
    }
}
