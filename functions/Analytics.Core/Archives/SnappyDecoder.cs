using System.Buffers.Binary;

namespace Analytics.Core.Archives;

/// <summary>Decompresses the raw snappy format: a length, then literals and copies of what was written before.</summary>
/// <remarks>After Google's format description of 2011.</remarks>
internal static class SnappyDecoder
{
    /// <exception cref="InvalidDataException">The bytes are damaged, or longer than <paramref name="maxBytes"/> when
    /// decompressed.</exception>
    public static byte[] Decode(ReadOnlySpan<byte> source, int maxBytes)
    {
        var at = 0;
        var length = ReadLength(source, ref at);
        if (length > (uint)maxBytes)
        {
            throw new InvalidDataException($"Snappy bytes decompress to {length}, over {maxBytes}.");
        }

        var target = new byte[length];
        var written = 0;
        while (at < source.Length)
        {
            var tag = source[at++];
            if ((tag & 3) == 0)
            {
                var literal = LiteralLength(source, tag, ref at);
                Check(literal <= source.Length - at && literal <= target.Length - written, at);
                source.Slice(at, (int)literal).CopyTo(target.AsSpan(written));
                at += (int)literal;
                written += (int)literal;
                continue;
            }

            var (offset, copy) = ReadCopy(source, tag, ref at);
            Check(offset > 0 && offset <= written && copy <= target.Length - written, at);

            // Byte by byte, because a copy may reach into what it writes: so runs are encoded.
            for (var end = written + copy; written < end; written++)
            {
                target[written] = target[written - offset];
            }
        }

        Check(written == target.Length, at);
        return target;
    }

    private static uint ReadLength(ReadOnlySpan<byte> source, ref int at)
    {
        var length = 0u;
        for (var shift = 0; shift < 35; shift += 7)
        {
            Check(at < source.Length, at);
            var next = source[at++];
            length |= (uint)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return length;
            }
        }

        throw Damaged(at);
    }

    private static long LiteralLength(ReadOnlySpan<byte> source, byte tag, ref int at)
    {
        var length = tag >> 2;
        if (length < 60)
        {
            return length + 1;
        }

        // 60 to 63 say that the length stands in the next 1 to 4 bytes.
        var bytes = length - 59;
        Check(bytes <= source.Length - at, at);
        var value = 0u;
        for (var i = 0; i < bytes; i++)
        {
            value |= (uint)source[at++] << (8 * i);
        }

        return value + 1L;
    }

    private static (int Offset, int Length) ReadCopy(ReadOnlySpan<byte> source, byte tag, ref int at)
    {
        var bytes = (tag & 3) == 3 ? 4 : tag & 3;
        Check(bytes <= source.Length - at, at);
        var operand = source.Slice(at, bytes);
        at += bytes;
        return bytes switch
        {
            1 => (((tag & 0xE0) << 3) | operand[0], ((tag >> 2) & 7) + 4),
            2 => (BinaryPrimitives.ReadUInt16LittleEndian(operand), (tag >> 2) + 1),
            _ => ((int)Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(operand), int.MaxValue), (tag >> 2) + 1),
        };
    }

    private static void Check(bool holds, int at)
    {
        if (!holds)
        {
            throw Damaged(at);
        }
    }

    private static InvalidDataException Damaged(int at) => new($"Snappy bytes are damaged at {at}.");
}
