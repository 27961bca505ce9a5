using System.Numerics;
using Analytics.Core.Bytes;
using Analytics.Core.Hashing;
using Analytics.Core.Periods.Segments;

namespace Analytics.Core.Periods.Encoding;

/// <summary>
/// A shard of event ids: their keys in ascending order, as differences in Rice code (R. F. Rice, "Some practical universal noiseless
/// coding techniques", 1979), which takes half a bit more than the minimum for hashes.
/// <code>
/// shard = version (1 byte), count, low bits of a difference (1 byte), bits, first the lowest of each byte:
///         (difference >> low bits) ones, a zero, the low bits of the difference…
/// key   = prefix, (the value before + difference + 1), 1; the value before the first is −1
/// </code>
/// The lowest bit of a key is always 1: only ids that came with a timestamp are kept.
/// </summary>
internal static class IdShardCodec
{
    private const byte Version = 1;

    /// <summary>Encodes keys.</summary>
    /// <param name="keys">The keys, ascending and distinct, all with the prefix.</param>
    /// <param name="bits">Bits of the prefix.</param>
    public static byte[] Encode(ReadOnlySpan<ulong> keys, int bits)
    {
        var mask = Mask(bits);
        var mean = (UInt128)(((keys[^1] & mask) >> 1) + 1) / (uint)keys.Length;

        // The best number of low bits is that of ln 2 times the mean.
        var low = Math.Max(0, BitOperations.Log2(Math.Max(1, (ulong)(mean * 69 / 100))));
        var sink = new ByteSink();
        sink.Byte(Version);
        sink.Varint((uint)keys.Length);
        sink.Byte((byte)low);
        var writer = new BitWriter(sink);
        var previous = ulong.MaxValue;
        foreach (var key in keys)
        {
            var value = (key & mask) >> 1;
            var difference = value - previous - 1;
            previous = value;
            for (var ones = difference >> low; ones > 0; ones--)
            {
                writer.Write(1, 1);
            }

            writer.Write(0, 1);
            writer.Write(difference & ((1UL << low) - 1), low);
        }

        writer.Flush();
        return sink.ToArray();
    }

    /// <summary>The entry of a shard in the head of its day.</summary>
    /// <param name="prefix">The highest bits of its keys.</param>
    /// <param name="content">Its content.</param>
    /// <param name="count">Number of keys.</param>
    public static IdShardEntry EntryOf(int prefix, ReadOnlySpan<byte> content, int count) => new(prefix, XxHash64.Hash(content), count);

    /// <summary>Decodes a shard.</summary>
    /// <param name="content">Its content.</param>
    /// <param name="entry">Its entry in the head of the day.</param>
    /// <param name="bits">Bits of the prefix.</param>
    /// <returns>The keys, ascending.</returns>
    /// <exception cref="InvalidDataException">The bytes are damaged.</exception>
    public static ulong[] Decode(ReadOnlySpan<byte> content, IdShardEntry entry, int bits)
    {
        if (XxHash64.Hash(content) != entry.Hash)
        {
            throw new InvalidDataException("The checksum of a shard of event ids is wrong.");
        }

        var source = new ByteSource(content);
        var (version, count, low) = (source.Byte(), source.Int(), source.Byte());
        if (version != Version || count != entry.Count || low > 63)
        {
            throw new InvalidDataException(
                $"A shard of event ids has version {version} and {count} keys with {low} low bits; "
                    + $"expected are version {Version} and {entry.Count} keys."
            );
        }

        if (count > source.Remaining * 8L)
        {
            throw new InvalidDataException($"A shard of event ids claims {count} keys in {source.Remaining} bytes.");
        }

        var keys = new ulong[count];
        var reader = new BitReader(source.Bytes(source.Remaining));
        var prefix = bits == 0 ? 0 : (ulong)entry.Prefix << (64 - bits);
        var previous = ulong.MaxValue;
        for (var i = 0; i < count; i++)
        {
            var ones = 0UL;
            while (reader.Read(1) == 1)
            {
                ones++;
            }

            previous += ((ones << low) | reader.Read(low)) + 1;
            keys[i] = prefix | (previous << 1) | 1;
        }

        return keys;
    }

    private static ulong Mask(int bits) => bits == 0 ? ulong.MaxValue : ulong.MaxValue >> bits;

    private struct BitWriter(ByteSink sink)
    {
        private ulong _pending;
        private int _count;

        public void Write(ulong value, int bits)
        {
            for (; bits > 0; )
            {
                var some = Math.Min(bits, 64 - _count);
                _pending |= (some == 64 ? value : value & ((1UL << some) - 1)) << _count;
                _count += some;
                bits -= some;
                value = some == 64 ? 0 : value >> some;
                if (_count == 64)
                {
                    sink.Fixed64(_pending);
                    (_pending, _count) = (0, 0);
                }
            }
        }

        public void Flush()
        {
            for (; _count > 0; _count -= 8, _pending >>= 8)
            {
                sink.Byte((byte)_pending);
            }
        }
    }

    private ref struct BitReader(ReadOnlySpan<byte> bytes)
    {
        private readonly ReadOnlySpan<byte> _bytes = bytes;
        private long _at;

        public ulong Read(int bits)
        {
            if (_at + bits > _bytes.Length * 8L)
            {
                throw new InvalidDataException("A shard of event ids ends before its last key.");
            }

            var value = 0UL;
            for (var read = 0; read < bits; )
            {
                var some = Math.Min(bits - read, 8 - (int)(_at & 7));
                value |= (((ulong)_bytes[(int)(_at >> 3)] >> (int)(_at & 7)) & ((1UL << some) - 1)) << read;
                read += some;
                _at += some;
            }

            return value;
        }
    }
}
