using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Analytics.Core.Columns;

/// <summary>Bit operations on words of 64 rows, four words at a time where the processor has vectors of 256 bits.</summary>
internal static class BitWords
{
    /// <summary>Returns the number of words for a number of bits.</summary>
    public static int CountFor(int bits) => (int)(((uint)bits + 63) >> 6);

    /// <summary>Returns the bits of a word at and above that of <paramref name="row"/>.</summary>
    public static ulong From(int row) => ulong.MaxValue << row;

    /// <summary>Returns the bits of a word below <paramref name="row"/>; all bits at the end of a word.</summary>
    public static ulong Before(int row) => ulong.MaxValue >> -row;

    public static void And(Span<ulong> words, ReadOnlySpan<ulong> others) => Combine<AndOperation>(words, others);

    public static void Or(Span<ulong> words, ReadOnlySpan<ulong> others) => Combine<OrOperation>(words, others);

    public static void AndNot(Span<ulong> words, ReadOnlySpan<ulong> others) => Combine<AndNotOperation>(words, others);

    public static void Not(Span<ulong> words) => Combine<NotOperation>(words, words);

    /// <summary>Returns the number of set bits.</summary>
    [MethodImpl(Loops.Optimized)]
    public static int Count(ReadOnlySpan<ulong> words)
    {
        var (first, second, third, fourth) = (0, 0, 0, 0);
        for (; words.Length >= 4; words = words[4..])
        {
            first += BitOperations.PopCount(words[0]);
            second += BitOperations.PopCount(words[1]);
            third += BitOperations.PopCount(words[2]);
            fourth += BitOperations.PopCount(words[3]);
        }

        foreach (var word in words)
        {
            first += BitOperations.PopCount(word);
        }

        return first + second + third + fourth;
    }

    /// <summary>Applies the operation word by word: the path of processors without vectors.</summary>
    internal static void CombineScalar<TOperation>(Span<ulong> words, ReadOnlySpan<ulong> others)
        where TOperation : IWordOperation
    {
        for (var i = 0; i < words.Length; i++)
        {
            words[i] = TOperation.Apply(words[i], others[i]);
        }
    }

    [MethodImpl(Loops.Optimized)]
    private static void Combine<TOperation>(Span<ulong> words, ReadOnlySpan<ulong> others)
        where TOperation : IWordOperation
    {
        var done = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            var left = MemoryMarshal.Cast<ulong, Vector256<ulong>>(words);
            var right = MemoryMarshal.Cast<ulong, Vector256<ulong>>(others)[..left.Length];
            for (var i = 0; i < left.Length; i++)
            {
                left[i] = TOperation.Apply(left[i], right[i]);
            }

            done = left.Length * Vector256<ulong>.Count;
        }

        CombineScalar<TOperation>(words[done..], others[done..]);
    }

    /// <summary>An operation on two words.</summary>
    internal interface IWordOperation
    {
        static abstract ulong Apply(ulong left, ulong right);

        static abstract Vector256<ulong> Apply(Vector256<ulong> left, Vector256<ulong> right);
    }

    internal readonly struct AndOperation : IWordOperation
    {
        public static ulong Apply(ulong left, ulong right) => left & right;

        public static Vector256<ulong> Apply(Vector256<ulong> left, Vector256<ulong> right) => left & right;
    }

    internal readonly struct OrOperation : IWordOperation
    {
        public static ulong Apply(ulong left, ulong right) => left | right;

        public static Vector256<ulong> Apply(Vector256<ulong> left, Vector256<ulong> right) => left | right;
    }

    internal readonly struct AndNotOperation : IWordOperation
    {
        public static ulong Apply(ulong left, ulong right) => left & ~right;

        public static Vector256<ulong> Apply(Vector256<ulong> left, Vector256<ulong> right) => Vector256.AndNot(left, right);
    }

    internal readonly struct NotOperation : IWordOperation
    {
        public static ulong Apply(ulong left, ulong right) => ~left;

        public static Vector256<ulong> Apply(Vector256<ulong> left, Vector256<ulong> right) => ~left;
    }
}
