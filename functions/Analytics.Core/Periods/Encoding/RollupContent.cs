using Analytics.Core.Bytes;

namespace Analytics.Core.Periods.Encoding;

/// <summary>Head and body of an encoded rollup in one piece: the length of the head, the head, and the body.</summary>
internal static class RollupContent
{
    public static void Write(ByteSink sink, EncodedRollup rollup)
    {
        sink.Varint((uint)rollup.Head.Length);
        sink.Bytes(rollup.Head.Span);
        sink.Bytes(rollup.Body.Span);
    }

    /// <summary>Opens a rollup, verifying both checksums.</summary>
    /// <param name="content">The piece.</param>
    /// <param name="name">The piece in an error message, such as <c>a segment</c>.</param>
    /// <exception cref="InvalidDataException">The bytes are damaged.</exception>
    public static Rollup Open(ReadOnlyMemory<byte> content, string name)
    {
        var source = new ByteSource(content.Span);
        var headBytes = source.Int();
        if (headBytes > source.Remaining)
        {
            throw new InvalidDataException($"The head of {name} claims {headBytes} of {source.Remaining} bytes.");
        }

        var offset = content.Length - source.Remaining;
        return RollupDecoder.Decode(content.Slice(offset, headBytes), content[(offset + headBytes)..]);
    }
}
