using System.Buffers.Binary;
using Analytics.Core.Bytes;
using Analytics.Core.Text;

namespace Analytics.Core.Live;

/// <summary>The texts of a live row, which its blocks share; number 0 is the empty text. Thread-safe.</summary>
internal sealed class LiveTexts
{
    private readonly Utf8Texts _texts;

    private LiveTexts(Utf8Texts texts) => _texts = texts;

    public ReadOnlySpan<byte> this[int number] => number == 0 ? [] : _texts[number - 1];

    /// <summary>Bytes of all texts.</summary>
    public int ByteCount => _texts.Bytes.Length;

    /// <summary>Number of texts, the empty one included.</summary>
    public int Count => _texts.Count + 1;

    public string GetString(int number) => number == 0 ? string.Empty : _texts.GetString(number - 1);

    /// <summary>Reads the table at the start of a row's body.</summary>
    /// <exception cref="InvalidDataException">The bytes are damaged.</exception>
    public static LiveTexts Read(ReadOnlyMemory<byte> body, ref int offset)
    {
        var span = body.Span;
        var count = Varint.ReadInt(span, ref offset);
        if (count > span.Length)
        {
            throw new InvalidDataException($"A live row claims {count} texts in {span.Length} bytes.");
        }

        var ends = new int[count];
        long end = 0;
        for (var i = 0; i < count; i++)
        {
            end += Varint.ReadInt(span, ref offset);
            ends[i] = (int)Math.Min(end, int.MaxValue);
        }

        if (end > span.Length - offset)
        {
            throw new InvalidDataException($"A live row claims {end} bytes of text but only {span.Length - offset} are there.");
        }

        var texts = new Utf8Texts(body.Slice(offset, (int)end), ends);
        offset += (int)end;
        var checksum = LiveRowWriter.Checksum(span[..offset]);
        if (BinaryPrimitives.ReadUInt32LittleEndian(span[offset..]) != checksum)
        {
            throw new InvalidDataException("The checksum of a live row's texts is wrong.");
        }

        offset += sizeof(uint);
        return new(texts);
    }
}
