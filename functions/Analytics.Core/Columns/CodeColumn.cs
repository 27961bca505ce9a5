using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Analytics.Core.Columns;

/// <summary>An immutable column of codes, one per row, as narrow as its largest code allows. Thread-safe.</summary>
/// <remarks>
/// A code is an index into a dictionary. A column with a single code has width 0 and takes no memory for its rows.
/// Masks and counts are arrays by code that cover every code below <see cref="CodeCount"/>. A column that was read from storage
/// may contain codes beyond its dictionary, so a reader must compare <see cref="CodeCount"/> with the dictionary's length.
/// </remarks>
internal sealed class CodeColumn
{
    private readonly byte[] _bytes;

    private CodeColumn(byte[] bytes, int width, int length, int largest)
    {
        (_bytes, Width, Length, Largest) = (bytes, width, length, largest);
    }

    /// <summary>The number of rows.</summary>
    public int Length { get; }

    /// <summary>Bytes per code: 0 if all rows have <see cref="Constant"/>, otherwise 1, 2 or 4.</summary>
    public int Width { get; }

    /// <summary>The largest code plus one: the minimum length of a mask or of counts by code. 0 without rows.</summary>
    public long CodeCount => Length == 0 ? 0 : Largest + 1L;

    /// <summary>The bytes that the column takes in memory.</summary>
    public long Weight => _bytes.Length + 48;

    /// <summary>The code of all rows of a column of width 0.</summary>
    public int Constant => Width == 0 ? Largest : throw Misread(0);

    /// <summary>The codes of a column of width 1.</summary>
    public ReadOnlySpan<byte> Bytes => Width == 1 ? _bytes : throw Misread(1);

    /// <summary>The codes of a column of width 2.</summary>
    public ReadOnlySpan<ushort> Shorts => Width == 2 ? MemoryMarshal.Cast<byte, ushort>(_bytes) : throw Misread(2);

    /// <summary>The codes of a column of width 4.</summary>
    public ReadOnlySpan<int> Ints => Width == 4 ? MemoryMarshal.Cast<byte, int>(_bytes) : throw Misread(4);

    private int Largest { get; }

    /// <summary>The code of one row.</summary>
    public int this[int row]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            if ((uint)row >= (uint)Length)
            {
                throw new ArgumentOutOfRangeException(nameof(row), row, $"The column has rows 0 to {Length - 1}.");
            }

            return Width switch
            {
                1 => _bytes[row],
                2 => Shorts[row],
                4 => Ints[row],
                _ => Largest,
            };
        }
    }

    /// <summary>Creates a column of codes, none of them negative.</summary>
    public static CodeColumn Of(ReadOnlySpan<int> codes)
    {
        var (lowest, highest) = CodeWidths.Extremes(codes);
        if (lowest < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(codes), lowest, "A code is a position in a dictionary and never negative.");
        }

        if (lowest == highest)
        {
            return Constantly(highest, codes.Length);
        }

        var width = CodeWidths.Of(highest);
        var bytes = GC.AllocateUninitializedArray<byte>(checked(codes.Length * width));
        CodeWidths.Narrow(codes, bytes, width);
        return new CodeColumn(bytes, width, codes.Length, highest);
    }

    /// <summary>Creates a column of codes that have the needed width or a wider one. The column owns the bytes.</summary>
    internal static CodeColumn Adopt(byte[] bytes, int width, int length)
    {
        var (lowest, highest) = width switch
        {
            1 => CodeWidths.Extremes<byte>(bytes),
            2 => CodeWidths.Extremes<ushort>(MemoryMarshal.Cast<byte, ushort>(bytes)),
            _ => CodeWidths.Extremes<int>(MemoryMarshal.Cast<byte, int>(bytes)),
        };
        var column = new CodeColumn(bytes, width, length, highest);
        if (lowest < highest && CodeWidths.Of(highest) == width)
        {
            return column;
        }

        var codes = new int[length];
        column.Widen(0, codes);
        return Of(codes);
    }

    /// <summary>Creates a column with the same code in every row.</summary>
    public static CodeColumn Constantly(int code, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(code);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        return new CodeColumn([], 0, length, length == 0 ? 0 : code);
    }

    /// <summary>Sets exactly the rows whose code is wanted.</summary>
    /// <param name="wanted">1 for each wanted code, 0 for others, for every code below <see cref="CodeCount"/>; further entries are
    /// ignored.</param>
    /// <param name="into">A bitmap of the column's length, overwritten.</param>
    public void Where(ReadOnlySpan<byte> wanted, Bitmap into)
    {
        var entries = Entries(wanted, nameof(wanted));
        CheckLength(into);
        switch (Width)
        {
            case 1:
                CodeScan.Where(Bytes, CodeSet.Of(entries), into.Words);
                break;
            case 2:
                CodeScan.Where(Shorts, CodeSet.Of(entries), into.Words);
                break;
            case 4:
                CodeScan.Where(MemoryMarshal.Cast<byte, uint>(_bytes), CodeSet.Of(entries), into.Words);
                break;
            default:
                into.Fill(Length > 0 && entries[Largest] != 0);
                break;
        }
    }

    /// <summary>Clears the rows of a selection whose code is not wanted. Words of 64 rows without a selected row are not read.</summary>
    /// <param name="wanted">1 for each wanted code, 0 for others, as for <see cref="Where"/>.</param>
    /// <param name="selection">A bitmap of the column's length.</param>
    public void WhereAnd(ReadOnlySpan<byte> wanted, Bitmap selection)
    {
        var entries = Entries(wanted, nameof(wanted));
        CheckLength(selection);
        switch (Width)
        {
            case 1:
                CodeScan.WhereAnd(Bytes, CodeSet.Of(entries), selection.Words);
                break;
            case 2:
                CodeScan.WhereAnd(Shorts, CodeSet.Of(entries), selection.Words);
                break;
            case 4:
                CodeScan.WhereAnd(MemoryMarshal.Cast<byte, uint>(_bytes), CodeSet.Of(entries), selection.Words);
                break;
            case 0 when Length > 0 && entries[Largest] == 0:
                selection.Fill(false);
                break;
        }
    }

    /// <summary>Returns the sum of all codes. O(n).</summary>
    /// <exception cref="OverflowException">The sum exceeds an int.</exception>
    public int Sum()
    {
        long sum = 0;
        switch (Width)
        {
            case 1:
                foreach (var code in Bytes)
                {
                    sum += code;
                }

                break;
            case 2:
                foreach (var code in Shorts)
                {
                    sum += code;
                }

                break;
            case 4:
                foreach (var code in Ints)
                {
                    sum += code;
                }

                break;
            default:
                sum = (long)Largest * Length;
                break;
        }

        return checked((int)sum);
    }

    /// <summary>Adds the number of rows of each code to its count.</summary>
    /// <param name="counts">Counts by code, for every code below <see cref="CodeCount"/>.</param>
    public void CountInto(Span<long> counts)
    {
        var entries = Entries(counts, nameof(counts));
        switch (Width)
        {
            case 1:
                CodeCounts.Add(Bytes, entries);
                break;
            case 2:
                CodeCounts.Add(Shorts, entries);
                break;
            case 4:
                CodeCounts.Add(Ints, entries);
                break;
            case 0 when Length > 0:
                entries[Largest] += Length;
                break;
        }
    }

    /// <summary>Adds the number of selected rows of each code to its count.</summary>
    /// <param name="selection">A bitmap of the column's length.</param>
    /// <param name="counts">Counts by code, for every code below <see cref="CodeCount"/>.</param>
    public void CountInto(Bitmap selection, Span<long> counts)
    {
        var entries = Entries(counts, nameof(counts));
        CheckLength(selection);
        switch (Width)
        {
            case 1:
                CodeCounts.Add(Bytes, selection.Words, entries);
                break;
            case 2:
                CodeCounts.Add(Shorts, selection.Words, entries);
                break;
            case 4:
                CodeCounts.Add(Ints, selection.Words, entries);
                break;
            case 0 when Length > 0:
                entries[Largest] += selection.Count();
                break;
        }
    }

    /// <summary>Writes the codes of as many rows as <paramref name="into"/> holds, from row <paramref name="from"/> on.</summary>
    public void Widen(int from, Span<int> into)
    {
        if (from < 0 || into.Length > Length - from)
        {
            throw new ArgumentOutOfRangeException(nameof(from), from, $"A column of {Length} rows has no {into.Length} from there on.");
        }

        switch (Width)
        {
            case 1:
                CodeWidths.Widen(Bytes.Slice(from, into.Length), into);
                break;
            case 2:
                CodeWidths.Widen(Shorts.Slice(from, into.Length), into);
                break;
            case 4:
                Ints.Slice(from, into.Length).CopyTo(into);
                break;
            default:
                into.Fill(Largest);
                break;
        }
    }

    private Span<T> Entries<T>(Span<T> byCode, string name) =>
        byCode.Length >= CodeCount ? byCode[..(int)CodeCount] : throw TooShort(byCode.Length, name);

    private ReadOnlySpan<T> Entries<T>(ReadOnlySpan<T> byCode, string name) =>
        byCode.Length >= CodeCount ? byCode[..(int)CodeCount] : throw TooShort(byCode.Length, name);

    private ArgumentException TooShort(int length, string name) =>
        new($"{length} entries by code do not cover the column's codes up to {Largest}. Pass {CodeCount} entries or more.", name);

    private void CheckLength(Bitmap bitmap)
    {
        if (bitmap.Length != Length)
        {
            throw new ArgumentException($"A bitmap of {bitmap.Length} rows meets a column of {Length}. They must be equally long.");
        }
    }

    private InvalidOperationException Misread(int width) =>
        new($"The column has codes of {Width} bytes and was read as one of {width}. Choose by {nameof(Width)}.");
}
