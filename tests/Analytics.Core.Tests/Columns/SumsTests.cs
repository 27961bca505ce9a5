using Analytics.Core.Columns;

namespace Analytics.Core.Tests.Columns;

/// <summary>Compares sums, extremes and ranges with their definitions on lists.</summary>
public sealed class SumsTests
{
    private static IEnumerable<int> Lengths => Enumerable.Range(0, 301).Append(10_007);

    [Fact]
    public void Selected_values_are_summed_with_and_without_vectors()
    {
        var random = new Random(41);
        foreach (var (length, share) in Lengths.SelectMany(length => new[] { 0, 0.02, 0.5, 1 }.Select(share => (length, share))))
        {
            int[] values = [.. Enumerable.Range(0, length).Select(_ => random.Next(int.MinValue, int.MaxValue))];
            var rows = RandomBits.Rows(random, length, share);
            using var selection = RandomBits.Bitmap(rows);
            var expected = values.Where((_, row) => rows[row]).Sum(value => (long)value);
            Assert.Equal(expected, Sums.Of(values, selection));
            Assert.Equal(expected, Sums.Scalar(values, selection.Words));
            int?[] selected = [.. values.Where((_, row) => rows[row])];
            Assert.Equal(selected.Max(), Sums.Max(values, selection));
            Assert.Equal(selected.Min(), Sums.Min(values, selection));
        }
    }

    [Fact]
    public void A_sum_goes_beyond_32_bits()
    {
        using var selection = Bitmap.Rent(1_000, true);
        int[] values = [.. Enumerable.Repeat(int.MaxValue, 1_000)];
        Assert.Equal(int.MaxValue * 1_000L, Sums.Of(values, selection));
    }

    [Fact]
    public void Values_in_a_range_are_found_at_every_bound()
    {
        var random = new Random(42);
        int[] bounds = [int.MinValue, -1_000, -1, 0, 1, 500, 1_000, int.MaxValue];
        foreach (var length in Lengths)
        {
            int Value() => random.Next(4) == 0 ? bounds[random.Next(8)] : random.Next(-1_200, 1_200);
            int[] values = [.. Enumerable.Range(0, length).Select(_ => Value())];
            var (from, to) = (bounds[random.Next(8)], bounds[random.Next(8)]);
            bool[] expected = [.. values.Select(value => value >= from && value < to)];
            using var found = Bitmap.Rent(length, true);
            Sums.WhereInRange(values, from, to, found);
            Assert.Equal(RandomBits.Words(expected), found.Words.ToArray());

            var rows = RandomBits.Rows(random, length, 0.3);
            using var selection = RandomBits.Bitmap(rows);
            Sums.WhereInRangeAnd(values, from, to, selection);
            Assert.Equal(RandomBits.Words([.. expected.Zip(rows, (a, b) => a && b)]), selection.Words.ToArray());
        }
    }

    [Fact]
    public void Bitmaps_of_another_length_are_refused()
    {
        using var bitmap = Bitmap.Rent(3);
        var values = new int[2];
        Assert.Throws<ArgumentException>(() => Sums.Of(values, bitmap));
        Assert.Throws<ArgumentException>(() => Sums.Max(values, bitmap));
        Assert.Throws<ArgumentException>(() => Sums.Min(values, bitmap));
        Assert.Throws<ArgumentException>(() => Sums.WhereInRange(values, 0, 1, bitmap));
        Assert.Throws<ArgumentException>(() => Sums.WhereInRangeAnd(values, 1, 0, bitmap));
    }
}
