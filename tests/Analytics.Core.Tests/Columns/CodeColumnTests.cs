using Analytics.Core.Columns;

namespace Analytics.Core.Tests.Columns;

/// <summary>Compares columns of every width and length with lists of integers.</summary>
public sealed class CodeColumnTests
{
    /// <summary>Codes of each width, and sets of each shape on them.</summary>
    public static TheoryData<int> Counts => [1, 2, 3, 16, 17, 200, 256, 257, 5_000, 65_536, 65_537, 300_000];

    private static IEnumerable<int> Lengths => Enumerable.Range(0, 301).Append(20_011);

    [Theory]
    [MemberData(nameof(Counts))]
    public void Rows_are_found_by_every_shape_of_a_set(int codeCount)
    {
        var random = new Random(codeCount);
        foreach (var length in Lengths)
        {
            var codes = Codes(random, length, codeCount);
            var column = CodeColumn.Of(codes);
            foreach (var wanted in Sets(random, codeCount, length))
            {
                bool[] expected = [.. codes.Select(code => wanted[code] != 0)];
                using var found = Bitmap.Rent(length, true);
                column.Where(wanted, found);
                Assert.Equal(RandomBits.Words(expected), found.Words.ToArray());

                var selected = RandomBits.Rows(random, length, length % 2 == 0 ? 0.02 : 0.5);
                using var selection = RandomBits.Bitmap(selected);
                column.WhereAnd(wanted, selection);
                Assert.Equal(RandomBits.Words([.. expected.Zip(selected, (a, b) => a && b)]), selection.Words.ToArray());
            }
        }
    }

    [Theory]
    [MemberData(nameof(Counts))]
    public void Rows_are_counted_by_code_on_top_of_what_was_counted(int codeCount)
    {
        var random = new Random(codeCount + 1);
        foreach (var length in Lengths.Where(length => length < 10 || length % 37 == 0).Append(40_000))
        {
            var codes = Codes(random, length, codeCount);
            var column = CodeColumn.Of(codes);
            foreach (var share in new[] { 0.01, 0.3, 0.9, 1 })
            {
                var selected = RandomBits.Rows(random, length, share);
                selected.AsSpan(0, length / 2).Fill(true);
                using var selection = RandomBits.Bitmap(selected);
                long[] start = [.. Enumerable.Range(0, codeCount).Select(code => code * 3L)];
                var (all, some, expectedAll, expectedSome) = (start.ToArray(), start.ToArray(), start.ToArray(), start.ToArray());
                for (var row = 0; row < length; row++)
                {
                    expectedAll[codes[row]]++;
                    expectedSome[codes[row]] += selected[row] ? 1 : 0;
                }

                var (scalarAll, scalarSome) = (start.ToArray(), start.ToArray());
                CodeCounts.AddScalar<int>(codes, scalarAll);
                CodeCounts.AddScalar<int>(codes, selection.Words, scalarSome);
                Assert.Equal(expectedAll, scalarAll);
                Assert.Equal(expectedSome, scalarSome);
                column.CountInto(all);
                column.CountInto(selection, some);
                Assert.Equal(expectedAll, all);
                Assert.Equal(expectedSome, some);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Counts))]
    public void Codes_are_kept_as_narrow_as_the_largest_allows(int codeCount)
    {
        var random = new Random(codeCount + 2);
        foreach (var length in Lengths)
        {
            var codes = Codes(random, length, codeCount);
            var column = CodeColumn.Of(codes);
            var largest = codes.DefaultIfEmpty(-1).Max();
            Assert.Equal(length, column.Length);
            Assert.Equal(largest + 1, column.CodeCount);
            Assert.Equal(
                codes.Distinct().Count() < 2 ? 0
                    : largest < 256 ? 1
                    : largest < 65_536 ? 2
                    : 4,
                column.Width
            );
            Assert.InRange(column.Weight, column.Width * length, (column.Width * length) + 100);
            Assert.Equal(codes, Enumerable.Range(0, length).Select(row => column[row]));
            if (codes.Sum(code => (long)code) is var sum and <= int.MaxValue)
            {
                Assert.Equal(sum, column.Sum());
            }

            var from = random.Next(length + 1);
            var into = new int[random.Next(length - from + 1)];
            column.Widen(from, into);
            Assert.Equal(codes[from..(from + into.Length)], into);
            int[] direct = column.Width switch
            {
                1 => [.. column.Bytes.ToArray()],
                2 => [.. column.Shorts.ToArray()],
                4 => column.Ints.ToArray(),
                _ => [.. Enumerable.Repeat(column.Constant, length)],
            };
            Assert.Equal(codes, direct);
        }
    }

    [Fact]
    public void Any_entry_but_0_marks_a_wanted_code_and_entries_beyond_the_codes_are_ignored()
    {
        var codes = Codes(new Random(5), 500, 1_000);
        var wanted = new byte[5_000];
        wanted.AsSpan(1_000).Fill(1);
        foreach (var code in Enumerable.Range(0, 1_000).Where(code => code % 3 == 0))
        {
            wanted[code] = (byte)(1 + (code % 255));
        }

        using var found = Bitmap.Rent(codes.Length);
        CodeColumn.Of(codes).Where(wanted, found);
        Assert.Equal(RandomBits.Words([.. codes.Select(code => code % 3 == 0)]), found.Words.ToArray());
    }

    [Fact]
    public void Tables_that_do_not_cover_the_codes_and_bitmaps_of_other_lengths_are_refused()
    {
        foreach (var largest in new[] { 9, 900, 90_000 })
        {
            var column = CodeColumn.Of([3, largest, 0]);
            using var bitmap = Bitmap.Rent(3);
            using var longer = Bitmap.Rent(4);
            var (wanted, counts) = (new byte[largest + 1], new long[largest + 1]);
            Assert.Throws<ArgumentException>(() => column.Where(wanted.AsSpan(1), bitmap));
            Assert.Throws<ArgumentException>(() => column.WhereAnd(wanted.AsSpan(1), bitmap));
            Assert.Throws<ArgumentException>(() => column.CountInto(counts.AsSpan(1)));
            Assert.Throws<ArgumentException>(() => column.CountInto(bitmap, counts.AsSpan(1)));
            Assert.Throws<ArgumentException>(() => column.Where(wanted, longer));
            Assert.Throws<ArgumentException>(() => column.WhereAnd(wanted, longer));
            Assert.Throws<ArgumentException>(() => column.CountInto(longer, counts));
            Assert.Throws<ArgumentOutOfRangeException>(() => column[3]);
            Assert.Throws<ArgumentOutOfRangeException>(() => column.Widen(1, new int[3]));
            Assert.Throws<InvalidOperationException>(() => column.Constant);
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => CodeColumn.Of([1, -1]));
    }

    /// <summary>Random codes, small ones more often, the largest among them where there are rows enough.</summary>
    private static int[] Codes(Random random, int length, int codeCount)
    {
        int[] codes = [.. Enumerable.Range(0, length).Select(_ => (int)(codeCount * Math.Pow(random.NextDouble(), 2)))];
        if (length > 5)
        {
            codes[random.Next(length)] = codeCount - 1;
        }

        return codes;
    }

    private static IEnumerable<byte[]> Sets(Random random, int codeCount, int length)
    {
        byte[] Marked(Func<int, bool> isWanted) => [.. Enumerable.Range(0, codeCount).Select(code => (byte)(isWanted(code) ? 1 : 0))];
        var (one, low, high) = (random.Next(codeCount), codeCount / 4, codeCount / 2);
        var step = (codeCount / 3) + 1;
        Func<int, bool>[] shapes =
        [
            _ => false,
            _ => true,
            code => code == one,
            code => code >= low && code <= high,
            code => code % step == 1,
            code => code % 3 == 1,
            code => (code * 7 % 13) < 5,
        ];
        var chosen = codeCount < 1_000 ? shapes : [shapes[length % shapes.Length]];
        return chosen.SelectMany(shape => new[] { Marked(shape), Marked(code => !shape(code)) });
    }
}
