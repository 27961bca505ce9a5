using Analytics.Core.Bytes;
using Analytics.Core.Columns;

namespace Analytics.Core.Tests.Columns;

/// <summary>Packs values of every width and length, and reads them back in each form.</summary>
public sealed class PackedIntegersTests
{
    private static IEnumerable<int> Lengths => Enumerable.Range(0, 301).Concat([1_023, 1_024, 1_025, 2_048, 7_001]);

    [Fact]
    public void Values_of_every_width_come_back_at_every_length()
    {
        var random = new Random(21);
        for (var width = 0; width <= 31; width++)
        {
            foreach (var length in Lengths)
            {
                var values = Values(random, length, width);
                var packed = Pack(values);
                Assert.Equal(packed.Length, PackedIntegers.EncodedLength(values));
                foreach (var source in new[] { packed, [.. packed, .. new byte[40]] })
                {
                    var read = new int[length];
                    Assert.Equal(packed.Length, PackedIntegers.Read(source, read));
                    Assert.Equal(values, read);
                }
            }
        }
    }

    [Fact]
    public void Values_that_fit_come_back_in_one_or_two_bytes_and_others_are_refused()
    {
        var random = new Random(22);
        for (var width = 0; width <= 20; width++)
        {
            foreach (var length in Lengths.Where(length => length < 70 || length % 11 == 0 || length > 1_000))
            {
                var values = Values(random, length, width);
                var packed = Pack(values);
                var (bytes, shorts) = (new byte[length], new ushort[length]);
                if (values.All(value => value < 256))
                {
                    Assert.Equal(packed.Length, PackedIntegers.Read(packed, bytes));
                    Assert.Equal(values, bytes.Select(value => (int)value));
                }
                else
                {
                    Assert.Throws<InvalidDataException>(() => PackedIntegers.Read(packed, bytes));
                }

                if (values.All(value => value < 65_536))
                {
                    Assert.Equal(packed.Length, PackedIntegers.Read(packed, shorts));
                    Assert.Equal(values, shorts.Select(value => (int)value));
                }
                else
                {
                    Assert.Throws<InvalidDataException>(() => PackedIntegers.Read(packed, shorts));
                }
            }
        }
    }

    [Fact]
    public void A_column_that_is_read_equals_the_column_of_the_values()
    {
        var random = new Random(23);
        for (var width = 0; width <= 20; width++)
        {
            foreach (var length in Lengths)
            {
                var values = Values(random, length, width);
                var (packed, expected) = (Pack(values), CodeColumn.Of(values));
                var column = PackedIntegers.ReadCodes([.. packed, 9], length, out var taken);
                Assert.Equal(packed.Length, taken);
                Assert.Equal((expected.Length, expected.Width, expected.CodeCount), (column.Length, column.Width, column.CodeCount));
                var read = new int[length];
                column.Widen(0, read);
                Assert.Equal(values, read);
            }
        }
    }

    [Fact]
    public void Blocks_of_one_value_each_are_constant_only_if_it_is_the_same_and_wide_ones_of_one_value_are()
    {
        int[] two = [.. Enumerable.Repeat(4, 1_024), 9];
        var column = PackedIntegers.ReadCodes(Pack(two), two.Length);
        Assert.Equal((1, 10L, 4, 9), (column.Width, column.CodeCount, column[0], column[1_024]));
        Assert.Equal(0, PackedIntegers.ReadCodes(Pack([.. Enumerable.Repeat(4, 1_025)]), 1_025).Width);

        // Three times 7, written as two bits each, as another writer might.
        var wide = PackedIntegers.ReadCodes([5, 2, 0b10_10_10], 3);
        Assert.Equal((0, 7), (wide.Width, wide.Constant));
    }

    [Fact]
    public void A_column_is_read_without_a_copy_though_its_width_in_bits_allows_larger_codes()
    {
        // From 1 to 255 takes 8 bits above 1, which might be 256.
        int[] codes = [.. Enumerable.Range(0, 100_000).Select(row => 1 + (row % 255))];
        var packed = Pack(codes);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var column = PackedIntegers.ReadCodes(packed, codes.Length);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, codes.Length, codes.Length + 10_000);
        Assert.Equal(1, column.Width);
    }

    [Fact]
    public void Values_are_unpacked_alike_with_and_without_vectors()
    {
        var random = new Random(24);
        for (var width = 0; width <= 31; width++)
        {
            foreach (var length in Enumerable.Range(0, 301).Where(length => length < 70 || length % 9 == 0))
            {
                var source = new byte[BitBlocks.ByteCount(length, width) + random.Next(20)];
                random.NextBytes(source);
                var (fast, scalar) = (new int[length], new int[length]);
                BitBlocks.Unpack(source, width, 3, fast);
                BitBlocks.UnpackScalar(source, width, 3, scalar);
                Assert.Equal(scalar, fast);
                Assert.Equal(scalar, Enumerable.Range(0, length).Select(i => 3 + (int)BitBlocks.Read(source, (long)i * width, width)));
                CompareNarrow(source, width, new ushort[length], (ushort)3, BitBlocks.Unpack, 16);
                CompareNarrow(source, width, new byte[length], (byte)3, BitBlocks.Unpack, 8);
            }
        }
    }

    [Fact]
    public void The_stored_form_is_the_smallest_the_width_and_the_differences_from_the_lowest_bit_on()
    {
        Assert.Equal([5, 2, 0b10_01_00_11, 0b01], Pack([8, 5, 6, 7, 6]));
        Assert.Equal([0x80, 0x02, 0], Pack([256, 256, 256]));
        Assert.Equal([0, 31, 0, 0, 0, 0x80, 0xff, 0xff, 0xff, 0x3f], Pack([0, int.MaxValue]));
        int[] two = [.. Enumerable.Repeat(4, 1024), 9];
        Assert.Equal([4, 0, 9, 0], Pack(two));
        Assert.Empty(Pack([]));
    }

    [Fact]
    public void A_source_that_ends_early_is_refused_wherever_it_ends()
    {
        var random = new Random(25);
        foreach (var width in new[] { 0, 1, 7, 8, 13, 16, 25, 31 })
        {
            var packed = Pack(Values(random, 1_100, width));
            for (var length = 0; length < packed.Length; length += length < 20 || length > packed.Length - 20 ? 1 : 13)
            {
                var cut = packed[..length];
                Assert.Throws<InvalidDataException>(() => PackedIntegers.Read(cut, new int[1_100]));
                Assert.Throws<InvalidDataException>(() => PackedIntegers.Read(cut, new ushort[1_100]));
                Assert.Throws<InvalidDataException>(() => PackedIntegers.Read(cut, new byte[1_100]));
                Assert.Throws<InvalidDataException>(() => PackedIntegers.ReadCodes(cut, 1_100));
            }
        }
    }

    [Theory]
    [InlineData(new byte[] { 0, 33, 0, 0, 0, 0, 0, 0, 0, 0, 0 }, "width of 33 bits")]
    [InlineData(new byte[] { 0, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0 }, "width of 255 bits")]
    [InlineData(new byte[] { 1, 31, 0xff, 0xff, 0xff, 0x7f }, "2147483648")]
    [InlineData(new byte[] { 0, 32, 0xff, 0xff, 0xff, 0xff }, "4294967295")]
    [InlineData(new byte[] { 0xff, 0xff, 0xff, 0xff, 0x07, 32, 0xff, 0xff, 0xff, 0xff }, "6442450942")]
    [InlineData(new byte[] { 0xff, 0xff, 0xff, 0xff, 0x0f, 0 }, "4294967295")]
    public void A_width_or_a_value_out_of_range_is_refused(byte[] source, string message)
    {
        Action[] reads =
        [
            () => PackedIntegers.Read(source, new int[1]), () => PackedIntegers.Read(source, new ushort[1]),
            () => PackedIntegers.Read(source, new byte[1]), () => PackedIntegers.ReadCodes(source, 1),
        ];
        Assert.All(reads, read => Assert.Contains(message, Assert.Throws<InvalidDataException>(read).Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Bytes_at_random_are_read_or_refused_and_a_column_keeps_its_promise()
    {
        var random = new Random(26);
        for (var round = 0; round < 20_000; round++)
        {
            var source = new byte[random.Next(60)];
            random.NextBytes(source);
            if (source.Length > 1)
            {
                source[1] = (byte)random.Next(34);
            }

            var count = random.Next(40);
            try
            {
                var column = PackedIntegers.ReadCodes(source, count);
                Assert.Equal(Enumerable.Range(0, count).Select(row => column[row] + 1).DefaultIfEmpty(0).Max(), column.CodeCount);
            }
            catch (InvalidDataException exception)
            {
                Assert.NotEmpty(exception.Message);
            }
        }
    }

    [Fact]
    public void No_load_of_a_group_ends_beyond_the_source()
    {
        for (var length = 0; length < 200; length++)
        {
            var source = new byte[length];
            var groupings = Enumerable.Range(1, 25).SelectMany(width => new[] { (width, width / 2), (width * 4, width * 3) });
            foreach (var (groupBytes, lastLoad) in groupings)
            {
                var groups = BitBlocks.SafeGroups(source, groupBytes, lastLoad, 1_000);
                Assert.True(groups == 0 || ((groups - 1) * groupBytes) + lastLoad + 16 <= length);
                Assert.True((groups * groupBytes) + lastLoad + 16 > length, "one group more would have been safe");
            }
        }
    }

    [Fact]
    public void A_negative_value_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => PackedIntegers.Write(new ByteSink(), [3, -1]));

    private delegate void Unpacking<T>(ReadOnlySpan<byte> source, int width, T smallest, Span<T> values);

    private static void CompareNarrow<T>(byte[] source, int width, T[] fast, T smallest, Unpacking<T> unpack, int maxWidth)
        where T : unmanaged, System.Numerics.IBinaryInteger<T>
    {
        if (width <= maxWidth)
        {
            var scalar = new T[fast.Length];
            unpack(source, width, smallest, fast);
            BitBlocks.UnpackScalar(source, width, smallest, scalar);
            Assert.Equal(scalar, fast);
        }
    }

    private static byte[] Pack(int[] values)
    {
        var sink = new ByteSink();
        PackedIntegers.Write(sink, values);
        return sink.ToArray();
    }

    /// <summary>Values that need the width in each block, on top of a base that differs from block to block.</summary>
    private static int[] Values(Random random, int length, int width)
    {
        var span = 1L << width;
        var least = random.Next(3) == 0 ? 0 : (int)Math.Min(random.Next(1_000), int.MaxValue - (span - 1));
        return [.. Enumerable.Range(0, length).Select(_ => least + (int)random.NextInt64(span))];
    }
}
