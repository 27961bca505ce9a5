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
        var position = 0;
        var length = ReadLength(source, ref position);
        if (length > (uint)maxBytes)
        {
            throw new InvalidDataException($"Snappy bytes decompress to {length}, over {maxBytes}.");
        }

        var target = new byte[length];
        var written = 0;
        while (position < source.Length)
        {
            var tag = source[position++];
            if ((tag & 3) == 0)
            {
                var literal = LiteralLength(source, tag, ref position);
                Check(literal <= source.Length - position && literal <= target.Length - written, position);
                source.Slice(position, (int)literal).CopyTo(target.AsSpan(written));
                position += (int)literal;
                written += (int)literal;
                continue;
            }

            var (offset, copy) = ReadCopy(source, tag, ref position);
            Check(offset > 0 && offset <= written && copy <= target.Length - written, position);

            // Byte by byte, because a copy may reach into what it writes: so runs are encoded.
            for (var end = written + copy; written < end; written++)
            {
                target[written] = target[written - offset];
            }
        }

        Check(written == target.Length, position);
        return target;
    }

    private static uint ReadLength(ReadOnlySpan<byte> source, ref int position)
    {
        var length = 0u;
        for (var shift = 0; shift < 35; shift += 7)
        {
            Check(position < source.Length, position);
            var next = source[position++];
            length |= (uint)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return length;
            }
        }

        throw Damaged(position);
    }

    private static long LiteralLength(ReadOnlySpan<byte> source, byte tag, ref int position)
    {
        var length = tag >> 2;
        if (length < 60)
        {
            return length + 1;
        }

        // 60 to 63 say that the length stands in the next 1 to 4 bytes.
        var bytes = length - 59;
        Check(bytes <= source.Length - position, position);
        var value = 0u;
        for (var i = 0; i < bytes; i++)
        {
            value |= (uint)source[position++] << (8 * i);
        }

        return value + 1L;
    }

    private static (int Offset, int Length) ReadCopy(ReadOnlySpan<byte> source, byte tag, ref int position)
    {
        var bytes = (tag & 3) == 3 ? 4 : tag & 3;
        Check(bytes <= source.Length - position, position);
        var operand = source.Slice(position, bytes);
        position += bytes;
        return bytes switch
        {
            1 => (((tag & 0xE0) << 3) | operand[0], ((tag >> 2) & 7) + 4),
            2 => (BinaryPrimitives.ReadUInt16LittleEndian(operand), (tag >> 2) + 1),
            _ => ((int)Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(operand), int.MaxValue), (tag >> 2) + 1),
        };
    }

    private static void Check(bool holds, int position)
    {
        if (!holds)
        {
            throw Damaged(position);
        }
    }

    private static InvalidDataException Damaged(int position) => new($"Snappy bytes are damaged at {position}.");
}
