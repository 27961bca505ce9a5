using Analytics.Core.Bytes;
using Analytics.Core.Periods.Encoding;

namespace Analytics.Core.Periods.Segments;

/// <summary>A segment as it is stored.</summary>
/// <param name="Entry">Its entry in the manifest.</param>
/// <param name="Content">The length of an encoded head, that head, and the encoded body of its rows.</param>
internal sealed record EncodedSegment(SegmentEntry Entry, ReadOnlyMemory<byte> Content)
{
    /// <summary>Bytes of a chunk.</summary>
    public const int ChunkBytes = 1024 * 1024;

    /// <summary>Lays out a segment.</summary>
    public static EncodedSegment Of(int prefix, Rollup rows, EncodedRollup encoded)
    {
        var sink = new ByteSink();
        sink.Varint((uint)encoded.Head.Length);
        sink.Bytes(encoded.Head.Span);
        sink.Bytes(encoded.Body.Span);
        var content = sink.ToArray();
        var chunks = (content.Length + ChunkBytes - 1) / ChunkBytes;
        return new(
            new(prefix, Hashing.XxHash64.Hash(content), chunks, content.Length, rows.VisitorCount, rows.VisitCount, rows.EventCount), content);
    }

    /// <summary>One chunk of the content.</summary>
    public ReadOnlyMemory<byte> Chunk(int chunk) =>
        Content.Slice(chunk * ChunkBytes, Math.Min(ChunkBytes, Content.Length - (chunk * ChunkBytes)));

    /// <summary>Opens the rows of a segment.</summary>
    /// <exception cref="InvalidDataException">The bytes are damaged.</exception>
    public static Rollup Open(SegmentEntry entry, ReadOnlyMemory<byte> content)
    {
        if (content.Length != entry.Bytes)
        {
            throw new InvalidDataException($"A segment should have {entry.Bytes} bytes but has {content.Length}.");
        }

        var source = new ByteSource(content.Span);
        var headBytes = source.Int();
        if (headBytes > source.Remaining)
        {
            throw new InvalidDataException($"The head of a segment claims {headBytes} of {source.Remaining} bytes.");
        }

        var at = content.Length - source.Remaining;
        return RollupDecoder.Decode(content.Slice(at, headBytes), content[(at + headBytes)..]);
    }
}
