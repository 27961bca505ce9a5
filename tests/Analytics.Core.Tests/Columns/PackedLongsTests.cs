using Analytics.Core.Bytes;
using Analytics.Core.Columns;

namespace Analytics.Core.Tests.Columns;

/// <summary>Packs ascending integers with differences of every width, and reads them back.</summary>
public sealed class PackedLongsTests
{
    [Fact]
    public void Ascending_values_with_differences_of_every_width_come_back_at_every_length()
    {
        var random = new Random(31);
        for (var width = 0; width <= 64; width++)
        {
            foreach (var length in Enumerable.Range(0, 40).Concat([299, 300, 1_023, 1_024, 1_025, 1_026, 3_000]))
            {
                var values = Ascending(random, length, width);
                var packed = Pack(values);
                foreach (var source in new[] { packed, [.. packed, .. new byte[20]] })
                {
                    var read = new ulong[length];
                    Assert.Equal(packed.Length, PackedLongs.ReadAscending(source, read));
                    Assert.Equal(values, read);
                }
            }
        }
    }

    [Fact]
    public void The_stored_form_is_the_first_the_smallest_difference_the_width_and_the_rest()
    {
        Assert.Equal([10, 2, 2, 0b00_11_01], Pack([10, 13, 18, 20]));
        Assert.Equal([7, 0, 0], Pack([7]));
        Assert.Equal([0, .. Enumerable.Repeat((byte)0xff, 9), 1, 0], Pack([0, ulong.MaxValue]));
        ulong[] counted = [.. Enumerable.Range(1, 1_026).Select(value => (ulong)value)];
        Assert.Equal([1, 1, 0, 1, 1, 0], Pack(counted));
        Assert.Empty(Pack([]));
    }

    [Fact]
    public void A_source_that_ends_early_is_refused_wherever_it_ends()
    {
        foreach (var width in new[] { 1, 13, 57, 64 })
        {
            var packed = Pack(Ascending(new Random(32), 1_100, width));
            for (var length = 0; length < packed.Length; length++)
            {
                var cut = packed[..length];
                Assert.Throws<InvalidDataException>(() => PackedLongs.ReadAscending(cut, new ulong[1_100]));
            }
        }
    }

    [Theory]
    [InlineData(new byte[] { 1, 0, 65, 0, 0, 0, 0, 0, 0, 0, 0, 0 }, "width of 65 bits")]
    [InlineData(new byte[] { 2, 0, 64, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff }, "beyond 64 bits")]
    [InlineData(new byte[] { 0, 1, 64, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff }, "beyond 64 bits")]
    public void A_width_or_a_sum_out_of_range_is_refused(byte[] source, string message)
    {
        var exception = Assert.Throws<InvalidDataException>(() => PackedLongs.ReadAscending(source, new ulong[2]));
        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_block_that_begins_beyond_64_bits_is_refused()
    {
        ulong[] values = [.. Enumerable.Repeat(ulong.MaxValue, 1_024)];
        byte[] source = [.. Pack(values), 1, 0, 0];
        Assert.Throws<InvalidDataException>(() => PackedLongs.ReadAscending(source, new ulong[1_025]));
    }

    [Fact]
    public void Bytes_at_random_are_refused_or_read_as_ascending_values()
    {
        var random = new Random(33);
        for (var round = 0; round < 20_000; round++)
        {
            var source = new byte[random.Next(80)];
            random.NextBytes(source);
            source.AsSpan(0, Math.Min(2, source.Length)).Clear();
            var values = new ulong[random.Next(20)];
            try
            {
                PackedLongs.ReadAscending(source, values);
                Assert.Equal(values.Order(), values);
            }
            catch (InvalidDataException exception)
            {
                Assert.NotEmpty(exception.Message);
            }
        }
    }

    [Fact]
    public void A_value_below_the_one_before_is_refused() =>
        Assert.Throws<ArgumentException>(() => PackedLongs.WriteAscending(new ByteSink(), [3, 2]));

    private static byte[] Pack(ulong[] values)
    {
        var sink = new ByteSink();
        PackedLongs.WriteAscending(sink, values);
        return sink.ToArray();
    }

    /// <summary>Values whose differences have up to that many bits, as far as the sum stays below 2⁶⁴.</summary>
    private static ulong[] Ascending(Random random, int length, int width)
    {
        var values = new ulong[length];
        ulong last = (ulong)random.Next(1_000);
        for (var i = 0; i < length; i++)
        {
            var difference = width == 0 ? 3 : (ulong)random.NextInt64(long.MinValue, long.MaxValue) >> (64 - width);
            last += Math.Min(difference, ulong.MaxValue - last);
            values[i] = last;
        }

        return values;
    }
}
