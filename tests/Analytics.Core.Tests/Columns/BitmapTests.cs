using Analytics.Core.Columns;

namespace Analytics.Core.Tests.Columns;

/// <summary>Compares bitmaps of every length up to 300, and a large one, with arrays of bool.</summary>
public sealed class BitmapTests
{
    private static IEnumerable<int> Lengths => Enumerable.Range(0, 301).Append(100_003);

    [Fact]
    public void Set_operations_agree_with_booleans_and_keep_the_bits_beyond_the_end_clear()
    {
        var random = new Random(11);
        foreach (var length in Lengths)
        {
            var (left, right) = (RandomBits.Rows(random, length, 0.5), RandomBits.Rows(random, length, 0.3));
            Check(left, right, (a, b) => a.And(b), (a, b) => a && b);
            Check(left, right, (a, b) => a.Or(b), (a, b) => a || b);
            Check(left, right, (a, b) => a.AndNot(b), (a, b) => a && !b);
            Check(left, right, (a, _) => a.Not(), (a, _) => !a);
            Check(left, right, (a, b) => b.CopyTo(a), (_, b) => b);
            Check(left, right, (a, _) => a.Fill(true), (_, _) => true);
            Check(left, right, (a, _) => a.Fill(false), (_, _) => false);
        }
    }

    [Fact]
    public void Words_without_vectors_agree_with_vectors()
    {
        var random = new Random(12);
        foreach (var length in Enumerable.Range(0, 40))
        {
            ulong[] Words() => [.. Enumerable.Range(0, length).Select(_ => (ulong)random.NextInt64() << 1)];
            var (left, right) = (Words(), Words());
            Compare<BitWords.AndOperation>(left, right, (a, b) => BitWords.And(a, b));
            Compare<BitWords.OrOperation>(left, right, (a, b) => BitWords.Or(a, b));
            Compare<BitWords.AndNotOperation>(left, right, (a, b) => BitWords.AndNot(a, b));
            Compare<BitWords.NotOperation>(left, right, (a, _) => BitWords.Not(a));
        }
    }

    [Fact]
    public void Rows_are_counted_found_and_enumerated_as_they_were_set()
    {
        var random = new Random(13);
        foreach (var (length, share) in Lengths.SelectMany(length => new[] { (length, 0.01), (length, 0.6) }))
        {
            var rows = RandomBits.Rows(random, length, share);
            using var bitmap = RandomBits.Bitmap(rows);
            int[] set = [.. Enumerable.Range(0, length).Where(row => rows[row])];
            var enumerated = new List<int>();
            foreach (var row in bitmap)
            {
                enumerated.Add(row);
            }

            Assert.Equal(set, enumerated);
            Assert.Equal(set.Length, bitmap.Count());
            Assert.Equal(set.Length == 0, bitmap.IsEmpty);
            var from = random.Next(length + 1);
            var to = random.Next(from, length + 1);
            Assert.Equal(set.Count(row => row >= from && row < to), bitmap.CountRange(from, to));
            Assert.Equal(set.Where(row => row >= from).DefaultIfEmpty(-1).First(), bitmap.NextSet(from));
            var end = random.Next(length + 1);
            Assert.Equal(set.Where(row => row >= from && row < end).DefaultIfEmpty(-1).First(), bitmap.NextSet(from, end));
            Assert.All(Enumerable.Range(0, Math.Min(length, 300)), row => Assert.Equal(rows[row], bitmap[row]));
        }
    }

    [Fact]
    public void A_range_is_set_within_its_bounds()
    {
        for (var from = 0; from <= 200; from++)
        {
            for (var to = from; to <= 200; to++)
            {
                using var bitmap = Bitmap.Rent(200);
                bitmap.SetRange(from, to);
                Assert.Equal(to - from, bitmap.Count());
                Assert.Equal(to - from, bitmap.CountRange(from, to));
                Assert.Equal(to == from ? -1 : from, bitmap.NextSet(0));
            }
        }
    }

    [Fact]
    public void A_single_row_is_set_and_cleared()
    {
        using var bitmap = Bitmap.Rent(130, true);
        Assert.Equal(130, bitmap.Count());
        bitmap[64] = false;
        Assert.Equal(129, bitmap.Count());
        Assert.False(bitmap[64]);
        bitmap[64] = true;
        Assert.True(bitmap[64]);
    }

    [Fact]
    public void A_rented_bitmap_shows_nothing_of_the_one_before()
    {
        Bitmap.Rent(1000, true).Dispose();
        using var bitmap = Bitmap.Rent(1000);
        Assert.True(bitmap.IsEmpty);
    }

    [Fact]
    public void Rows_outside_other_lengths_and_use_after_disposal_are_refused()
    {
        var bitmap = Bitmap.Rent(70);
        using var longer = Bitmap.Rent(71);
        Assert.Throws<ArgumentOutOfRangeException>(() => bitmap[70]);
        Assert.Throws<ArgumentOutOfRangeException>(() => bitmap[-1] = true);
        Assert.Throws<ArgumentOutOfRangeException>(() => bitmap.SetRange(3, 71));
        Assert.Throws<ArgumentOutOfRangeException>(() => bitmap.CountRange(4, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => bitmap.NextSet(-1));
        Assert.Throws<ArgumentException>(() => bitmap.And(longer));
        Assert.Throws<ArgumentException>(() => longer.CopyTo(bitmap));
        bitmap.Dispose();
        bitmap.Dispose();
        Assert.Throws<ObjectDisposedException>(() => bitmap.Count());
    }

    private static void Check(bool[] left, bool[] right, Action<Bitmap, Bitmap> operation, Func<bool, bool, bool> expected)
    {
        using var first = RandomBits.Bitmap(left);
        using var second = RandomBits.Bitmap(right);
        operation(first, second);
        Assert.Equal(RandomBits.Words([.. left.Zip(right, expected)]), first.Words.ToArray());
        Assert.Equal(RandomBits.Words(right), second.Words.ToArray());
    }

    private static void Compare<TOperation>(ulong[] left, ulong[] right, Action<ulong[], ulong[]> vectors)
        where TOperation : BitWords.IWordOperation
    {
        var (fast, scalar) = (left.ToArray(), left.ToArray());
        vectors(fast, right);
        BitWords.CombineScalar<TOperation>(scalar, right);
        Assert.Equal(scalar, fast);
    }
}
