using System.Buffers;
using System.IO.Compression;
using Analytics.Core.Bytes;
using Analytics.Core.Text;

namespace Analytics.Core.Periods.Encoding;

/// <summary>
/// Dictionary-encoded columns of text. The reader knows the count of rows.
/// <code>column = text count, [lengths (integers), compression (0 none, 1 Brotli), byte count, bytes, [codes (integers) if there is more
/// than one text]]</code>
/// </summary>
internal static class TextCodec
{
    private const int CompressFrom = 256;

    /// <summary>Writes a column.</summary>
    /// <param name="sink">Receives the bytes.</param>
    /// <param name="column">The column.</param>
    /// <param name="quality">The quality of Brotli, 0 to 11; null to leave the texts as they are.</param>
    public static void Write(ByteSink sink, TextColumn column, int? quality)
    {
        var texts = column.Texts;
        sink.Varint((uint)texts.Count);
        if (texts.Count == 0)
        {
            return;
        }

        var lengths = new int[texts.Count];
        for (var i = 0; i < lengths.Length; i++)
        {
            lengths[i] = texts[i].Length;
        }

        IntegerCodec.Write(sink, lengths);
        WriteBytes(sink, texts.Bytes[..texts.Ends[^1]], quality);
        if (texts.Count > 1)
        {
            IntegerCodec.Write(sink, column.Codes!);
        }
    }

    public static TextColumn Read(ref ByteSource source, int count)
    {
        var texts = source.Int();
        if (texts == 0 && count == 0)
        {
            return new(Utf8Texts.Empty, null);
        }

        if (texts == 0 || texts > count)
        {
            throw new InvalidDataException($"A column of {count} rows claims {texts} different texts.");
        }

        var ends = IntegerCodec.ReadInts(ref source, texts);
        for (var i = 0; i < ends.Length; i++)
        {
            ends[i] =
                ends[i] >= 0
                    ? ByteSource.Sum(ends[i], i == 0 ? 0 : ends[i - 1])
                    : throw new InvalidDataException($"A text of a column claims {ends[i]} bytes.");
        }

        var bytes = ReadBytes(ref source, ends[^1]);
        if (texts == 1)
        {
            return new(new(bytes, ends), null);
        }

        var codes = IntegerCodec.ReadCodes(ref source, count);
        return codes.CodeCount <= texts
            ? TextColumn.Of(new(bytes, ends), codes)
            : throw new InvalidDataException($"A column of {texts} different texts has the code {codes.CodeCount - 1}.");
    }

    private static void WriteBytes(ByteSink sink, ReadOnlySpan<byte> bytes, int? quality)
    {
        if (quality is { } wanted && bytes.Length >= CompressFrom)
        {
            var rented = ArrayPool<byte>.Shared.Rent(BrotliEncoder.GetMaxCompressedLength(bytes.Length));
            var worthIt = BrotliEncoder.TryCompress(bytes, rented, out var written, wanted, window: 20) && written < bytes.Length * 4 / 5;
            if (worthIt)
            {
                sink.Byte(1);
                sink.Varint((uint)written);
                sink.Bytes(rented.AsSpan(0, written));
            }

            ArrayPool<byte>.Shared.Return(rented);
            if (worthIt)
            {
                return;
            }
        }

        sink.Byte(0);
        sink.Varint((uint)bytes.Length);
        sink.Bytes(bytes);
    }

    private static byte[] ReadBytes(ref ByteSource source, int length)
    {
        var compression = source.Byte();
        var stored = source.Bytes(source.Int());
        if (compression == 0 && stored.Length == length)
        {
            return stored.ToArray();
        }

        if (compression != 1 || length < 0)
        {
            throw new InvalidDataException($"A dictionary of {length} bytes has compression {compression} and {stored.Length} bytes.");
        }

        var bytes = new byte[length];
        return BrotliDecoder.TryDecompress(stored, bytes, out var written) && written == length
            ? bytes
            : throw new InvalidDataException("A dictionary does not decompress to its stated length.");
    }
}
