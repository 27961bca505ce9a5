using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Analytics.Core.Columns;

/// <summary>A selection of rows: one bit per row, in words of 64 bits from the shared pool, the first row in the lowest bit.</summary>
/// <remarks>
/// Bits at and beyond <see cref="Length"/> are 0 after every operation; code that writes to <see cref="Words"/> must keep them 0.
/// Operations on two bitmaps need equal lengths. Not thread-safe. <see cref="Dispose"/> returns the words to the pool.
/// </remarks>
internal sealed class Bitmap : IDisposable
{
    private ulong[]? _words;

    private Bitmap(ulong[] words, int length)
    {
        _words = words;
        Length = length;
    }

    /// <summary>The number of rows.</summary>
    public int Length { get; }

    /// <summary>The words that hold the rows: (length + 63) / 64.</summary>
    /// <exception cref="ObjectDisposedException">The bitmap was disposed of.</exception>
    public Span<ulong> Words
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            ObjectDisposedException.ThrowIf(_words is null, this);
            return _words.AsSpan(0, BitWords.CountFor(Length));
        }
    }

    /// <summary>True if no bit is set.</summary>
    public bool IsEmpty => !Words.ContainsAnyExcept(0UL);

    /// <summary>Reads or writes the bit of one row.</summary>
    public bool this[int row]
    {
        get
        {
            Check(row);
            return ((Words[row >> 6] >> row) & 1) != 0;
        }
        set
        {
            Check(row);
            ref var word = ref Words[row >> 6];
            word = value ? word | (1UL << row) : word & ~(1UL << row);
        }
    }

    /// <summary>Creates a bitmap with all rows set to <paramref name="value"/>.</summary>
    public static Bitmap Rent(int length, bool value = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        var bitmap = new Bitmap(ArrayPool<ulong>.Shared.Rent(BitWords.CountFor(length)), length);
        bitmap.Fill(value);
        return bitmap;
    }

    /// <summary>Sets or clears all rows.</summary>
    public void Fill(bool value)
    {
        Words.Fill(value ? ulong.MaxValue : 0);
        ClearTail();
    }

    /// <summary>Keeps the rows that <paramref name="other"/> has too.</summary>
    public void And(Bitmap other) => BitWords.And(Words, WordsOf(other));

    /// <summary>Adds the rows of <paramref name="other"/>.</summary>
    public void Or(Bitmap other) => BitWords.Or(Words, WordsOf(other));

    /// <summary>Removes the rows of <paramref name="other"/>.</summary>
    public void AndNot(Bitmap other) => BitWords.AndNot(Words, WordsOf(other));

    /// <summary>Swaps set and clear rows.</summary>
    public void Not()
    {
        BitWords.Not(Words);
        ClearTail();
    }

    /// <summary>Overwrites <paramref name="target"/> with these rows.</summary>
    public void CopyTo(Bitmap target) => Words.CopyTo(WordsOf(target));

    /// <summary>Returns the number of set rows.</summary>
    public int Count() => BitWords.Count(Words);

    /// <summary>Returns the number of set rows from <paramref name="from"/> to before <paramref name="to"/>.</summary>
    public int CountRange(int from, int to)
    {
        Check(from, to);
        if (from == to)
        {
            return 0;
        }

        var (first, last) = (from >> 6, (to - 1) >> 6);
        var words = Words;
        return first == last
            ? BitOperations.PopCount(words[first] & BitWords.From(from) & BitWords.Before(to))
            : BitOperations.PopCount(words[first] & BitWords.From(from))
                + BitWords.Count(words[(first + 1)..last])
                + BitOperations.PopCount(words[last] & BitWords.Before(to));
    }

    /// <summary>Sets the rows from <paramref name="from"/> to before <paramref name="to"/>.</summary>
    public void SetRange(int from, int to)
    {
        Check(from, to);
        if (from == to)
        {
            return;
        }

        var (first, last) = (from >> 6, (to - 1) >> 6);
        var words = Words;
        if (first == last)
        {
            words[first] |= BitWords.From(from) & BitWords.Before(to);
            return;
        }

        words[first] |= BitWords.From(from);
        words[(first + 1)..last].Fill(ulong.MaxValue);
        words[last] |= BitWords.Before(to);
    }

    /// <summary>Returns the first set row at or after <paramref name="from"/>; −1 if there is none.</summary>
    public int NextSet(int from)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        if (from >= Length)
        {
            return -1;
        }

        var words = Words;
        var wordIndex = from >> 6;
        var word = words[wordIndex] & BitWords.From(from);
        if (word == 0)
        {
            var skipped = words[(wordIndex + 1)..].IndexOfAnyExcept(0UL);
            if (skipped < 0)
            {
                return -1;
            }

            wordIndex += 1 + skipped;
            word = words[wordIndex];
        }

        return (wordIndex << 6) + BitOperations.TrailingZeroCount(word);
    }

    /// <summary>Returns the first set row at or after <paramref name="from"/> and before <paramref name="to"/>, or −1.</summary>
    public int NextSet(int from, int to)
    {
        if (from >= to)
        {
            return -1;
        }

        Check(from, to);
        var words = Words;
        var (wordIndex, last) = (from >> 6, (to - 1) >> 6);
        var word = words[wordIndex] & BitWords.From(from);
        while (word == 0 && wordIndex < last)
        {
            word = words[++wordIndex];
        }

        var row = (wordIndex << 6) + BitOperations.TrailingZeroCount(word);
        return word != 0 && row < to ? row : -1;
    }

    /// <summary>Enumerates the set rows in ascending order. Changes to the word being enumerated are not seen.</summary>
    public Enumerator GetEnumerator() => new(Words);

    public void Dispose()
    {
        if (_words is { } words)
        {
            _words = null;
            ArrayPool<ulong>.Shared.Return(words);
        }
    }

    private void ClearTail()
    {
        if ((Length & 63) != 0)
        {
            Words[^1] &= BitWords.Before(Length);
        }
    }

    private Span<ulong> WordsOf(Bitmap other) =>
        other.Length == Length
            ? other.Words
            : throw new ArgumentException($"A bitmap of {other.Length} rows meets one of {Length}. Both must cover the same rows.");

    private void Check(int row)
    {
        if ((uint)row >= (uint)Length)
        {
            throw new ArgumentOutOfRangeException(nameof(row), row, $"The bitmap has rows 0 to {Length - 1}.");
        }
    }

    private void Check(int from, int to)
    {
        if (from < 0 || from > to || to > Length)
        {
            throw new ArgumentOutOfRangeException(nameof(from), $"Rows {from} to {to} are no range of a bitmap of {Length} rows.");
        }
    }

    /// <summary>An enumerator of set rows.</summary>
    public ref struct Enumerator
    {
        private readonly ReadOnlySpan<ulong> _words;
        private ulong _rest;
        private int _next;
        private int _base;

        internal Enumerator(ReadOnlySpan<ulong> words) => _words = words;

        /// <summary>The row.</summary>
        public int Current { get; private set; }

        /// <summary>Moves to the next set row.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool MoveNext()
        {
            while (_rest == 0)
            {
                if (_next >= _words.Length)
                {
                    return false;
                }

                _base = _next << 6;
                _rest = _words[_next++];
            }

            Current = _base + BitOperations.TrailingZeroCount(_rest);
            _rest &= _rest - 1;
            return true;
        }
    }
}
