using Snappier;

namespace Analytics.Core.Archives;

/// <summary>Decompresses the raw snappy format, with a bound on what comes of it.</summary>
internal static class SnappyDecoder
{
    /// <exception cref="InvalidDataException">The bytes are damaged, or longer than <paramref name="maxBytes"/> when
    /// decompressed.</exception>
    public static byte[] Decode(ReadOnlySpan<byte> source, int maxBytes)
    {
        var length = Snappy.GetUncompressedLength(source);
        return length <= maxBytes
            ? Snappy.DecompressToArray(source)
            : throw new InvalidDataException($"Snappy bytes decompress to {length}, over {maxBytes}.");
    }
}
