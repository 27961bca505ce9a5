using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;

namespace Analytics.Core.Archives;

/// <summary>Compresses and decompresses Avro blocks.</summary>
internal static class AvroCodec
{
    /// <summary>Maximum bytes of a block, compressed or not, so that a damaged length does not exhaust memory.</summary>
    public const int MaxBlockBytes = 256 * 1024 * 1024;

    private const int SnappyChecksumBytes = 4;

    /// <exception cref="InvalidDataException">The codec is unknown or the block is damaged.</exception>
    public static ReadOnlyMemory<byte> Decode(string codec, byte[] block) =>
        codec switch
        {
            "null" => block,
            "deflate" => Inflate(block),
            "snappy" => Snappy(block),
            _ => throw new InvalidDataException($"The Avro codec '{codec}' is unknown; this program reads null, deflate and snappy."),
        };

    /// <summary>Compresses a block.</summary>
    /// <param name="codec"><c>null</c> or <c>deflate</c>.</param>
    /// <param name="block">The block.</param>
    public static byte[] Encode(string codec, byte[] block)
    {
        if (codec == "null")
        {
            return block;
        }

        using var target = new MemoryStream();
        using (var deflater = new DeflateStream(target, CompressionLevel.Optimal, leaveOpen: true))
        {
            deflater.Write(block);
        }

        return target.ToArray();
    }

    private static ReadOnlyMemory<byte> Inflate(byte[] block)
    {
        using var target = new MemoryStream(block.Length * 4);
        using var inflater = new DeflateStream(new MemoryStream(block), CompressionMode.Decompress);
        var chunk = new byte[64 * 1024];
        for (int read; (read = inflater.Read(chunk)) > 0; )
        {
            if (target.Length + read > MaxBlockBytes)
            {
                throw new InvalidDataException($"An Avro block inflates to more than {MaxBlockBytes} bytes.");
            }

            target.Write(chunk, 0, read);
        }

        return target.GetBuffer().AsMemory(0, (int)target.Length);
    }

    private static ReadOnlyMemory<byte> Snappy(byte[] block)
    {
        if (block.Length < SnappyChecksumBytes)
        {
            throw new InvalidDataException($"A snappy block of {block.Length} bytes has no checksum.");
        }

        var content = SnappyDecoder.Decode(block.AsSpan(..^SnappyChecksumBytes), MaxBlockBytes);
        var expected = BinaryPrimitives.ReadUInt32BigEndian(block.AsSpan(^SnappyChecksumBytes..));
        var actual = Crc32.HashToUInt32(content);
        return actual == expected
            ? content
            : throw new InvalidDataException($"A snappy block has the checksum {actual:x8} instead of {expected:x8}.");
    }
}
