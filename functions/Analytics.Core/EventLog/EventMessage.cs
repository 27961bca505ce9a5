using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;

namespace Analytics.Core.EventLog;

/// <summary>
/// One message of the event log: segments one after the other, compressed as a whole if that makes it smaller.
/// <code>message = "AE" (2 bytes), version (1 byte, = 1), compression (1 byte: 0 none, 1 Brotli), length of the segments (4 bytes, little
/// endian), segments</code>
/// </summary>
public static class EventMessage
{
    /// <summary>
    /// The maximum size of a message, and of several that are appended together: one publication to Event Hubs (1 MB) less room for their
    /// headers.
    /// </summary>
    public const int MaxBytes = 1_000_000;

    private const int HeaderBytes = 8;
    private const byte Version = 1;
    private const int CompressFrom = 512;

    /// <summary>Encodes a message from complete segments.</summary>
    /// <param name="segments">The segments, concatenated.</param>
    /// <param name="compress">True to try compression.</param>
    public static byte[] Encode(ReadOnlySpan<byte> segments, bool compress = true)
    {
        if (compress && segments.Length >= CompressFrom)
        {
            var rented = ArrayPool<byte>.Shared.Rent(BrotliEncoder.GetMaxCompressedLength(segments.Length));
            try
            {
                if (BrotliEncoder.TryCompress(segments, rented, out var written, quality: 1, window: 18) && written < segments.Length)
                {
                    return Frame(rented.AsSpan(0, written), 1, segments.Length);
                }
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(rented);
            }
        }

        return Frame(segments, 0, segments.Length);
    }

    /// <summary>Returns the segments of a message, decompressed if necessary.</summary>
    /// <exception cref="InvalidDataException">The bytes are no message or damaged.</exception>
    public static ReadOnlyMemory<byte> Decode(ReadOnlyMemory<byte> message)
    {
        var span = message.Span;
        if (span.Length < HeaderBytes || span[0] != 'A' || span[1] != 'E')
        {
            throw new InvalidDataException("Not an event message: the magic bytes 'AE' are missing.");
        }

        if (span[2] != Version)
        {
            throw new InvalidDataException($"Event message version {span[2]} is unknown; this program reads version {Version}.");
        }

        var length = BinaryPrimitives.ReadInt32LittleEndian(span[4..]);
        if (span[3] == 0 && length == span.Length - HeaderBytes)
        {
            return message[HeaderBytes..];
        }

        if (span[3] != 1 || length is < 0 or > 64 * 1024 * 1024)
        {
            throw new InvalidDataException($"Damaged event message: compression {span[3]}, length {length}, {span.Length} bytes.");
        }

        var segments = new byte[length];
        return BrotliDecoder.TryDecompress(span[HeaderBytes..], segments, out var written) && written == length
            ? segments
            : throw new InvalidDataException("Damaged event message: it does not decompress to its stated length.");
    }

    private static byte[] Frame(ReadOnlySpan<byte> content, byte compression, int length)
    {
        var message = new byte[HeaderBytes + content.Length];
        message[0] = (byte)'A';
        message[1] = (byte)'E';
        message[2] = Version;
        message[3] = compression;
        BinaryPrimitives.WriteInt32LittleEndian(message.AsSpan(4), length);
        content.CopyTo(message.AsSpan(HeaderBytes));
        return message;
    }
}
