using System.Buffers.Binary;

namespace Analytics.Local.Storage;

/// <summary>
/// Finds the space between the cells of a page of a SQLite file, where balancing leaves copies of cells that it moved to other pages
/// (SQLite's file format, "B-tree Pages").
/// </summary>
/// <remarks>
/// <code>
/// header  cell pointers | gap                        | cell  free block  cell  cell
/// 8 or 12 2 each        | copies of what was here    |       4 + copies
/// </code>
/// Free blocks are in the order of their offsets, each with the offset of the next and its own size in front. A page of rows or of an
/// index is known by its first byte. Other pages begin with a page number of four bytes, of which the first byte is the same only in
/// files of <see cref="MaxPages"/> pages or more.
/// </remarks>
internal static class PageGaps
{
    /// <summary>Number of pages of a file from which its kinds of pages can't be told apart.</summary>
    public const long MaxPages = 0x0200_0000;

    private const int FileHeaderBytes = 100;
    private const int FreeBlockBytes = 4;

    /// <summary>Overwrites the space between the cells with zeros.</summary>
    /// <param name="page">The page, without the bytes that extensions reserve at its end.</param>
    /// <param name="isFirst">True for the first page of the file, which begins with the header of the file.</param>
    /// <returns>True if there was anything but zeros.</returns>
    /// <exception cref="FormatException">The page is damaged.</exception>
    public static bool Clear(Span<byte> page, bool isFirst)
    {
        var start = isFirst ? FileHeaderBytes : 0;
        if (page[start] is not (0x02 or 0x05 or 0x0a or 0x0d))
        {
            return false;
        }

        var pointers = start + (page[start] is 0x02 or 0x05 ? 12 : 8);
        var gap = pointers + (2 * Number(page, start + 3));

        // A page of 64 KiB writes its end as 0.
        var cells = Number(page, start + 5) is > 0 and var first ? first : 1 << 16;
        var isChanged = Clear(page, gap, cells);
        for (var (block, last) = (Number(page, start + 1), cells); block > 0; )
        {
            var end = block + Number(page, Within(page, block, last) + 2);
            isChanged |= Clear(page, block + FreeBlockBytes, end);
            (block, last) = (Number(page, block), end);
        }

        return isChanged;
    }

    private static bool Clear(Span<byte> page, int from, int to)
    {
        if (from > to || to > page.Length)
        {
            throw Damaged();
        }

        var space = page[from..to];
        if (space.IndexOfAnyExcept((byte)0) < 0)
        {
            return false;
        }

        space.Clear();
        return true;
    }

    private static int Within(ReadOnlySpan<byte> page, int block, int last) =>
        block >= last && block <= page.Length - FreeBlockBytes ? block : throw Damaged();

    private static int Number(ReadOnlySpan<byte> page, int offset) => BinaryPrimitives.ReadUInt16BigEndian(page[offset..]);

    private static FormatException Damaged() => new("The header of a page does not fit its cells.");
}
