using Analytics.Core.Bytes;

namespace Analytics.Core.Tests.Bytes;

public sealed class VarintTests
{
    [Fact]
    public void Many_numbers_are_read_as_they_are_one_by_one()
    {
        var random = new Random(1);
        for (var round = 0; round < 200; round++)
        {
            var numbers = Enumerable.Range(0, random.Next(40)).Select(_ => (ulong)random.NextInt64() * 2 >> random.Next(64)).ToArray();
            var sink = new ByteSink();
            Array.ForEach(numbers, sink.Varint);
            sink.Byte(7);
            var source = new ByteSource(sink.Written);
            var read = new ulong[numbers.Length];

            source.Varints(read);

            Assert.Equal(numbers, read);
            Assert.Equal(7, source.Byte());
        }
    }

    [Theory]
    [InlineData(new byte[] { 0x80, 0x80 })]
    [InlineData(new byte[] { 1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff })]
    [InlineData(new byte[] { 1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1 })]
    public void Numbers_that_end_too_late_or_never_are_damage(byte[] bytes) =>
        Assert.Throws<InvalidDataException>(() =>
        {
            var source = new ByteSource(bytes);
            source.Varints(new ulong[2]);
        });

    [Fact]
    public void Many_small_numbers_are_read_with_what_is_added_to_each()
    {
        var random = new Random(2);
        for (var round = 0; round < 200; round++)
        {
            var numbers = Enumerable.Range(0, random.Next(40)).Select(_ => random.Next() >> random.Next(32)).ToArray();
            var sink = new ByteSink();
            Array.ForEach(numbers, number => sink.Varint((uint)number));
            sink.Byte(7);
            var source = new ByteSource(sink.Written);
            var read = new int[numbers.Length];

            source.Varints(read, -5);

            Assert.Equal(numbers.Select(number => number - 5), read);
            Assert.Equal(7, source.Byte());
        }
    }

    [Theory]
    [InlineData(new byte[] { 0x80, 0x80, 0x80, 0x80, 0x08, 0, 0, 0, 0, 0 })]
    [InlineData(new byte[] { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01, 0, 0, 0 })]
    [InlineData(new byte[] { 5, 0x80 })]
    public void Numbers_that_fit_no_int_or_do_not_end_are_damage(byte[] bytes) =>
        Assert.Throws<InvalidDataException>(() =>
        {
            var source = new ByteSource(bytes);
            source.Varints(new int[2], 0);
        });
}
