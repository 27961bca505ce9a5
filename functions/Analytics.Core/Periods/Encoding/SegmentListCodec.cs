using Analytics.Core.Bytes;
using Analytics.Core.Periods.Segments;

namespace Analytics.Core.Periods.Encoding;

/// <summary>The segments in a manifest's head; the format stands at <see cref="RollupEncoder"/>.</summary>
internal static class SegmentListCodec
{
    public static void Write(ByteSink sink, SegmentList segments)
    {
        sink.Varint((uint)segments.Bits);
        sink.Varint((uint)segments.Entries.Count);
        foreach (var entry in segments.Entries)
        {
            sink.Varint((uint)entry.Prefix);
            sink.Fixed64(entry.Hash);
            sink.Varint((uint)entry.Chunks);
            sink.Varint((uint)entry.Bytes);
            sink.Varint((uint)entry.Visitors);
            sink.Varint((uint)entry.Visits);
            sink.Varint((uint)entry.Events);
        }
    }

    /// <exception cref="InvalidDataException">The bytes are damaged.</exception>
    public static SegmentList Read(ref ByteSource source)
    {
        var bits = source.Int();
        var count = source.Int();
        if (bits > SegmentList.MaxBits || count > 1 << bits)
        {
            throw new InvalidDataException($"A manifest claims {count} segments of {bits} bits.");
        }

        var entries = new SegmentEntry[count];
        for (var i = 0; i < count; i++)
        {
            entries[i] = new(source.Int(), source.Fixed64(), source.Int(), source.Int(), source.Int(), source.Int(), source.Int());
            if (entries[i].Prefix >= 1 << bits || (i > 0 && entries[i].Prefix <= entries[i - 1].Prefix))
            {
                throw new InvalidDataException($"The prefix {entries[i].Prefix} of a segment is out of order.");
            }
        }

        return new(bits, entries);
    }
}
