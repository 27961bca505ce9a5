using System.Buffers;
using System.IO.Compression;
using Analytics.Web.Errors;
using Microsoft.AspNetCore.Http;

namespace Analytics.Web.Bodies;

/// <summary>Decompresses a body in memory and stops at a limit, so that a small body can't become a huge one.</summary>
internal static class Decompressor
{
    private static readonly byte[] EndMember = Member(EndText);

    private static ReadOnlySpan<byte> EndText => "\0complete"u8;

    /// <exception cref="ApiException">
    /// 413 over the limit, 400 if the bytes are damaged or end too early, 503 if there is no memory for them.
    /// </exception>
    public static PooledBody Decompress(ReadOnlyMemory<byte> compressed, ContentEncoding encoding, BodyMemory memory, int maxBytes)
    {
        var body = new PooledBody(memory, encoding == ContentEncoding.Gzip ? maxBytes + EndText.Length : maxBytes);
        try
        {
            if (encoding == ContentEncoding.Brotli)
            {
                Brotli(compressed.Span, body, maxBytes);
            }
            else
            {
                Gzip(compressed.Span, body, memory, maxBytes);
            }

            return body;
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    private static void Brotli(ReadOnlySpan<byte> source, PooledBody body, int maxBytes)
    {
        using var decoder = default(BrotliDecoder);
        while (true)
        {
            var status = decoder.Decompress(source, body.Room().Span, out var consumed, out var written);
            source = source[consumed..];
            if (!body.TryAdvance(written))
            {
                throw RequestBody.TooLarge(maxBytes);
            }

            switch (status)
            {
                case OperationStatus.Done when source.IsEmpty:
                    return;
                case OperationStatus.DestinationTooSmall:
                    break;
                default:
                    throw Damaged("br");
            }
        }
    }

    /// <summary>
    /// Decompresses gzip. The framework's reader accepts a body that ends too early, so a member of our own is appended: its text comes
    /// out last only if everything before it is complete.
    /// </summary>
    private static void Gzip(ReadOnlySpan<byte> source, PooledBody body, BodyMemory memory, int maxBytes)
    {
        var length = source.Length + EndMember.Length;
        var array = memory.Rent(length);
        try
        {
            source.CopyTo(array);
            EndMember.CopyTo(array.AsSpan(source.Length));
            using var gzip = new GZipStream(new MemoryStream(array, 0, length, writable: false), CompressionMode.Decompress);
            for (int read; (read = gzip.Read(body.Room().Span)) > 0; )
            {
                if (!body.TryAdvance(read))
                {
                    throw RequestBody.TooLarge(maxBytes);
                }
            }

            if (!body.TryTrim(EndText))
            {
                throw Damaged("gzip");
            }
        }
        catch (InvalidDataException)
        {
            throw Damaged("gzip");
        }
        finally
        {
            memory.Return(array);
        }
    }

    private static byte[] Member(ReadOnlySpan<byte> text)
    {
        using var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionLevel.NoCompression))
        {
            gzip.Write(text);
        }

        return memory.ToArray();
    }

    private static ApiException Damaged(string encoding) =>
        new(
            StatusCodes.Status400BadRequest,
            $"The body is not what Content-Encoding says: its {encoding} compression is damaged or ends too early."
        );
}
