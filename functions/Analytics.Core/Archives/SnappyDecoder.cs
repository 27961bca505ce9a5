using Snappier;

namespace Analytics.Core.Archives;

/// <summary>Decompresses the raw snappy format, with a limit on the decompressed length.</summary>
internal static class SnappyDecoder
{
    // The longest copy, 64 bytes, is encoded in three bytes.
    private const int MaxRatio = 22;

    /// <exception cref="InvalidDataException">The bytes are damaged, or longer than <paramref name="maxBytes"/> when
    /// decompressed.</exception>
    public static byte[] Decode(ReadOnlySpan<byte> source, int maxBytes)
    {
        var length = Snappy.GetUncompressedLength(source);
        return length <= Math.Min(maxBytes, (long)source.Length * MaxRatio)
            ? Snappy.DecompressToArray(source)
            : throw new InvalidDataException(
                $"Snappy bytes decompress to {length}, over {maxBytes} or more than {source.Length} bytes can say."
            );
    }
}
