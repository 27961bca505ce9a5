using Analytics.Core.Hashing;
using Analytics.Core.Periods.Encoding;
using Analytics.Core.Periods.Segments;

namespace Analytics.Core.Tests.Periods;

public sealed class IdShardTests
{
    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 8)]
    [InlineData(1000, 0)]
    [InlineData(1000, 3)]
    [InlineData(65_536, 8)]
    public void Keys_are_decoded_again_and_take_half_a_bit_more_than_the_least(int count, int bits)
    {
        var random = new Random(count + bits);
        const int Prefix = 1;
        ulong[] keys =
        [
            .. Enumerable
                .Range(0, count)
                .Select(_ => Key((ulong)random.NextInt64(long.MinValue, long.MaxValue), bits, Prefix))
                .Distinct()
                .Order(),
        ];
        var content = IdShardCodec.Encode(keys, bits);
        Assert.Equal(keys, IdShardCodec.Decode(content, new(bits == 0 ? 0 : Prefix, XxHash64.Hash(content), keys.Length), bits));

        // The least is the logarithm of the number of sets of so many keys: n log2(e m / n).
        var least = count * Math.Log2(Math.E * Math.Pow(2, 63 - bits) / count);
        Assert.InRange(content.Length * 8, Math.Min(least, content.Length * 8), least + (count * 0.55) + 80);
    }

    [Fact]
    public void Keys_at_the_ends_and_next_to_each_other_are_decoded_again()
    {
        ulong[] keys = [1, 3, 5, ulong.MaxValue - 2, ulong.MaxValue];
        var content = IdShardCodec.Encode(keys, 0);
        Assert.Equal(keys, IdShardCodec.Decode(content, new(0, XxHash64.Hash(content), keys.Length), 0));
    }

    [Fact]
    public void Any_damaged_byte_is_noticed()
    {
        var content = IdShardCodec.Encode([7, 9, 1_000_001], 0);
        var entry = new IdShardEntry(0, XxHash64.Hash(content), 3);
        for (var i = 0; i < content.Length; i++)
        {
            var damaged = (byte[])content.Clone();
            damaged[i] ^= 4;
            Assert.Throws<InvalidDataException>(() => IdShardCodec.Decode(damaged, entry, 0));

            // Also if whoever damaged it made its name fit.
            try
            {
                _ = IdShardCodec.Decode(
                    damaged.AsSpan(0, damaged.Length - 1),
                    entry with
                    {
                        Hash = XxHash64.Hash(damaged.AsSpan(0, damaged.Length - 1)),
                    },
                    0
                );
            }
            catch (InvalidDataException)
            {
                // It ends early or has another count.
            }
        }
    }

    [Fact]
    public void A_shard_as_it_was_first_written_can_still_be_read()
    {
        var stored = Convert.FromHexString("01031006000000FC6D8402");
        Assert.Equal([7, 9, 1_000_001], IdShardCodec.Decode(stored, new(0, XxHash64.Hash(stored), 3), 0));
    }

    private static ulong Key(ulong random, int bits, int prefix) =>
        (bits == 0 ? random : (random >> bits) | ((ulong)prefix << (64 - bits))) | 1;
}
