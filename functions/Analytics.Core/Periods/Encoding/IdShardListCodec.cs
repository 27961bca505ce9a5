using Analytics.Core.Bytes;
using Analytics.Core.Periods.Segments;

namespace Analytics.Core.Periods.Encoding;

/// <summary>The shards of event ids in a day's head; the format stands at <see cref="RollupEncoder"/>.</summary>
internal static class IdShardListCodec
{
    public static void Write(ByteSink sink, IdShardList ids)
    {
        sink.Varint((uint)ids.Bits);
        sink.Varint((uint)ids.Entries.Count);
        foreach (var entry in ids.Entries)
        {
            sink.Varint((uint)entry.Prefix);
            sink.Fixed64(entry.Hash);
            sink.Varint((uint)entry.Count);
        }
    }

    /// <exception cref="InvalidDataException">The bytes are damaged.</exception>
    public static IdShardList Read(ref ByteSource source)
    {
        var (bits, count) = (source.Int(), source.Int());
        if (bits > IdShardList.MaxBits || count > 1 << bits)
        {
            throw new InvalidDataException($"A day claims {count} shards of event ids with {bits} bits.");
        }

        var entries = new IdShardEntry[count];
        for (var i = 0; i < count; i++)
        {
            entries[i] = new(source.Int(), source.Fixed64(), source.Int());
            if (entries[i].Prefix >= 1 << bits || (i > 0 && entries[i].Prefix <= entries[i - 1].Prefix))
            {
                throw new InvalidDataException($"The prefix {entries[i].Prefix} of a shard of event ids is out of order.");
            }
        }

        return new(bits, entries);
    }
}
