using System.Buffers.Binary;
using Analytics.Core.Archives;

namespace Analytics.Core.Tests.Archives;

/// <summary>Streams made by hand from the format's description, for what the files do not contain.</summary>
public sealed class SnappyDecoderTests
{
    [Theory]
    [InlineData(new byte[] { 0 }, "")]
    [InlineData(new byte[] { 3, 2 << 2, (byte)'a', (byte)'b', (byte)'c' }, "abc")]
    [InlineData(new byte[] { 8, 0, (byte)'a', 1 | (3 << 2), 1 }, "aaaaaaaa")]
    [InlineData(new byte[] { 5, 1 << 2, (byte)'a', (byte)'b', 2 | (2 << 2), 2, 0 }, "ababa")]
    [InlineData(new byte[] { 5, 1 << 2, (byte)'a', (byte)'b', 3 | (2 << 2), 2, 0, 0, 0 }, "ababa")]
    [InlineData(new byte[] { 2, 60 << 2, 1, (byte)'a', (byte)'b' }, "ab")]
    public void Literals_and_copies_of_every_form_are_read(byte[] compressed, string text) =>
        Assert.Equal(text, System.Text.Encoding.ASCII.GetString(SnappyDecoder.Decode(compressed, 100)));

    [Theory]
    [InlineData(new byte[] { })]
    [InlineData(new byte[] { 0x80 })]
    [InlineData(new byte[] { 101, 0, (byte)'a' })]
    [InlineData(new byte[] { 2, 0, (byte)'a' })]
    [InlineData(new byte[] { 5, 0, (byte)'a', 1, 0 })]
    [InlineData(new byte[] { 5, 0, (byte)'a', 1, 2 })]
    [InlineData(new byte[] { 5, 0, (byte)'a', 3, 1, 0, 0, 0x80 })]
    public void Damage_is_an_error(byte[] compressed) => Assert.Throws<InvalidDataException>(() => SnappyDecoder.Decode(compressed, 100));

    [Theory]
    [InlineData(0xCBF43926u, true)]
    [InlineData(0xCBF43927u, false)]
    public void A_block_of_Avro_ends_with_the_standard_checksum_of_its_content(uint checksum, bool isRight)
    {
        byte[] block = [9, 8 << 2, .. "123456789"u8, 0, 0, 0, 0];
        BinaryPrimitives.WriteUInt32BigEndian(block.AsSpan(^4..), checksum);

        if (isRight)
        {
            Assert.Equal("123456789"u8, AvroCodec.Decode("snappy", block).Span);
            return;
        }

        var damage = Assert.Throws<InvalidDataException>(() => AvroCodec.Decode("snappy", block));
        Assert.Equal("A snappy block has the checksum cbf43926 instead of cbf43927.", damage.Message);
    }
}
