using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Analytics.Core.Columns;

/// <summary>Evaluates a condition over a column of codes, a word of 64 rows at a time.</summary>
internal static class CodeScan
{
    /// <summary>Overwrites <paramref name="words"/> with the rows whose code is in the set.</summary>
    public static void Where<T>(ReadOnlySpan<T> codes, in CodeSet set, Span<ulong> words)
        where T : unmanaged, IBinaryInteger<T>, IUnsignedNumber<T> => Dispatch(codes, set, words, default(Overwrite));

    /// <summary>Clears the bits of rows whose code is not in the set.</summary>
    public static void WhereAnd<T>(ReadOnlySpan<T> codes, in CodeSet set, Span<ulong> words)
        where T : unmanaged, IBinaryInteger<T>, IUnsignedNumber<T> => Dispatch(codes, set, words, default(Narrow));

    /// <summary>Does the same as <see cref="Run"/>, one code at a time: the path for processors without vectors.</summary>
    [MethodImpl(Loops.Optimized)]
    internal static void RunScalar<T, TKernel, TMode>(ReadOnlySpan<T> codes, TKernel kernel, ulong inverted, Span<ulong> words, TMode mode)
        where T : unmanaged
        where TKernel : ICodeKernel<T>, allows ref struct
        where TMode : IWordMode
    {
        for (var i = 0; i < words.Length; i++)
        {
            var current = words[i];
            if (!TMode.Needs(current))
            {
                continue;
            }

            var part = codes[(i << 6)..Math.Min(codes.Length, (i + 1) << 6)];
            ulong word = 0;
            for (var row = 0; row < part.Length; row++)
            {
                word |= kernel.Matches(part[row]) ? 1UL << row : 0;
            }

            words[i] = TMode.Combine(current, (word ^ inverted) & BitWords.Before(part.Length));
        }
    }

    /// <summary>Combines the bits of each 64 codes, flipped where <paramref name="inverted"/> has bits, with the words.</summary>
    [MethodImpl(Loops.Optimized)]
    internal static void Run<T, TKernel, TMode>(ReadOnlySpan<T> codes, TKernel kernel, ulong inverted, Span<ulong> words, TMode mode)
        where T : unmanaged
        where TKernel : ICodeKernel<T>, allows ref struct
        where TMode : IWordMode
    {
        var full = TKernel.IsFast ? codes.Length >> 6 : 0;
        for (var i = 0; i < full; i++)
        {
            var current = words[i];
            if (!TMode.Needs(current))
            {
                continue;
            }

            var part = codes.Slice(i << 6, 64);
            words[i] =
                TMode.KeepsSelection && TKernel.SparseRows > 0 && BitOperations.PopCount(current) <= TKernel.SparseRows
                    ? Keep<T, TKernel>(part, kernel, inverted, current)
                    : TMode.Combine(current, kernel.Word(in MemoryMarshal.GetReference(part)) ^ inverted);
        }

        RunScalar(codes[(full << 6)..], kernel, inverted, words[full..], mode);
    }

    /// <summary>Returns the set bits whose code matches, looked at one by one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Keep<T, TKernel>(ReadOnlySpan<T> codes, TKernel kernel, ulong inverted, ulong word)
        where T : unmanaged
        where TKernel : ICodeKernel<T>, allows ref struct
    {
        ulong found = 0;
        for (var rest = word; rest != 0; rest &= rest - 1)
        {
            var row = BitOperations.TrailingZeroCount(rest);
            found |= (kernel.Matches(codes[row]) ? 1UL : 0) << row;
        }

        return word & (found ^ inverted);
    }

    private static void Dispatch<T, TMode>(ReadOnlySpan<T> codes, in CodeSet set, Span<ulong> words, TMode mode)
        where T : unmanaged, IBinaryInteger<T>, IUnsignedNumber<T>
        where TMode : IWordMode
    {
        switch (set.Shape)
        {
            case CodeSetShape.None:
                ForAll(codes.Length, 0, words, mode);
                break;
            case CodeSetShape.All:
                ForAll(codes.Length, ulong.MaxValue, words, mode);
                break;
            case CodeSetShape.One:
                Run(codes, new EqualKernel<T>(T.CreateTruncating(set.Lowest)), set.Inverted, words, mode);
                break;
            case CodeSetShape.Range:
                var (lowest, span) = (T.CreateTruncating(set.Lowest), T.CreateTruncating(set.Highest - set.Lowest));
                Run(codes, new RangeKernel<T>(lowest, span), set.Inverted, words, mode);
                break;
            case CodeSetShape.Few or CodeSetShape.Many when typeof(T) == typeof(byte):
                Run(MemoryMarshal.Cast<T, byte>(codes), new TableKernel(set.Wanted), 0, words, mode);
                break;
            case CodeSetShape.Few:
                var few = set.Few;
                var (first, second) = (T.CreateTruncating(few[0]), T.CreateTruncating(few[1]));
                var (third, fourth) = (T.CreateTruncating(few[2]), T.CreateTruncating(few[3]));
                Run(codes, new AnyKernel<T>(first, second, third, fourth), set.Inverted, words, mode);
                break;
            default:
                Run(codes, new LookupKernel<T>(set.Wanted), 0, words, mode);
                break;
        }
    }

    private static void ForAll<TMode>(int rows, ulong word, Span<ulong> words, TMode mode)
        where TMode : IWordMode
    {
        for (var i = 0; i < words.Length; i++)
        {
            words[i] = TMode.Combine(words[i], i < rows >> 6 ? word : word & BitWords.Before(rows));
        }
    }

    /// <summary>A way to combine the bits of 64 codes with the existing word.</summary>
    internal interface IWordMode
    {
        /// <summary>Returns false if no bits could change the word.</summary>
        static abstract bool Needs(ulong current);

        /// <summary>True if only bits that are set can be in the result.</summary>
        static abstract bool KeepsSelection { get; }

        static abstract ulong Combine(ulong current, ulong found);
    }

    internal readonly struct Overwrite : IWordMode
    {
        public static bool KeepsSelection => false;

        public static bool Needs(ulong current) => true;

        public static ulong Combine(ulong current, ulong found) => found;
    }

    internal readonly struct Narrow : IWordMode
    {
        public static bool KeepsSelection => true;

        public static bool Needs(ulong current) => current != 0;

        public static ulong Combine(ulong current, ulong found) => current & found;
    }
}
