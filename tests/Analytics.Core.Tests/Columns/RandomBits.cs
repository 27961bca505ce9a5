using Analytics.Core.Columns;

namespace Analytics.Core.Tests.Columns;

/// <summary>Random rows, as arrays of bool and as bitmaps.</summary>
internal static class RandomBits
{
    /// <summary>Rows of which that share is set.</summary>
    public static bool[] Rows(Random random, int length, double share) =>
        [.. Enumerable.Range(0, length).Select(_ => random.NextDouble() < share)];

    /// <summary>The rows as words of 64 bits, the first row in the lowest bit.</summary>
    public static ulong[] Words(bool[] rows) =>
        [.. rows.Chunk(64).Select(part => part.Select((set, bit) => set ? 1UL << bit : 0).Aggregate(0UL, (word, bit) => word | bit))];

    /// <summary>A bitmap of the rows.</summary>
    public static Bitmap Bitmap(bool[] rows)
    {
        var bitmap = Core.Columns.Bitmap.Rent(rows.Length);
        Words(rows).CopyTo(bitmap.Words);
        return bitmap;
    }
}
