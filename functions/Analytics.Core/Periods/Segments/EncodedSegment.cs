using Analytics.Core.Bytes;
using Analytics.Core.Hashing;
using Analytics.Core.Periods.Encoding;

namespace Analytics.Core.Periods.Segments;

/// <summary>A segment in its stored form: in parts of one row or, if it is too large for one, in chunks.</summary>
/// <param name="Entry">Its entry in the manifest.</param>
/// <param name="Rows">Its encoded rows.</param>
/// <param name="Edges">The encoded rows of its visitors near an edge of the period; null if they are not needed.</param>
internal sealed record EncodedSegment(SegmentEntry Entry, EncodedRollup Rows, EncodedRollup? Edges)
{
    /// <summary>Bytes of a chunk.</summary>
    public const int ChunkBytes = 1024 * 1024;

    /// <summary>Columns with fewer bytes share a part.</summary>
    public int SmallBytes { get; init; } = 1024;

    /// <summary>Bytes of a segment in parts, at most.</summary>
    public const int MaxInParts = 3 * 1024 * 1024;

    /// <summary>Lays out a segment.</summary>
    public static EncodedSegment Of(int prefix, Rollup rows, EncodedRollup encoded, EncodedRollup? edges)
    {
        var bytes = encoded.Length + (edges?.Length ?? 0);
        var inParts = bytes <= MaxInParts;
        var head = XxHash64.Hash(encoded.Head.Span);
        var segment = new EncodedSegment(
            new(prefix, XxHash64.Hash(encoded.Body.Span, head), 0, bytes, rows.VisitorCount, rows.VisitCount, rows.EventCount),
            encoded,
            inParts ? edges : null
        );
        if (inParts)
        {
            return segment;
        }

        var length = segment.Content().Length;
        return segment with { Entry = segment.Entry with { Bytes = length, Chunks = (length + ChunkBytes - 1) / ChunkBytes } };
    }

    /// <summary>The content of all chunks: the length of the encoded head, that head, and the encoded body.</summary>
    public ReadOnlyMemory<byte> Content()
    {
        var sink = new ByteSink();
        RollupContent.Write(sink, Rows);
        return sink.ToArray();
    }

    /// <summary>Opens the content of chunks.</summary>
    /// <exception cref="InvalidDataException">The bytes are damaged.</exception>
    public static Rollup OpenContent(ReadOnlyMemory<byte> content) => RollupContent.Open(content, "a segment");
}
