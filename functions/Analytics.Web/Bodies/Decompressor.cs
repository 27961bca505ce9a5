using System.Buffers;
using System.IO.Compression;
using System.Runtime.InteropServices;
using Analytics.Web.Errors;
using Microsoft.AspNetCore.Http;

namespace Analytics.Web.Bodies;

/// <summary>Decompresses a body in memory and stops at a limit, so that a small body can't become a huge one.</summary>
internal static class Decompressor
{
    /// <exception cref="ApiException">413 over the limit, 400 when the bytes are damaged or end too early.</exception>
    public static PooledBody Decompress(ReadOnlyMemory<byte> compressed, ContentEncoding encoding, int maxBytes)
    {
        var body = new PooledBody(maxBytes);
        try
        {
            body.Expect(Math.Min(maxBytes, 6L * compressed.Length));
            if (encoding == ContentEncoding.Brotli)
            {
                Brotli(compressed.Span, body, maxBytes);
            }
            else
            {
                Gzip(compressed, body, maxBytes);
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

    private static void Gzip(ReadOnlyMemory<byte> source, PooledBody body, int maxBytes)
    {
        _ = MemoryMarshal.TryGetArray(source, out var array);
        using var gzip = new GZipStream(new MemoryStream(array.Array!, array.Offset, array.Count, writable: false), CompressionMode.Decompress);
        try
        {
            for (int read; (read = gzip.Read(body.Room().Span)) > 0;)
            {
                if (!body.TryAdvance(read))
                {
                    throw RequestBody.TooLarge(maxBytes);
                }
            }
        }
        catch (InvalidDataException)
        {
            throw Damaged("gzip");
        }
    }

    private static ApiException Damaged(string encoding) =>
        new(StatusCodes.Status400BadRequest, $"The body is not what Content-Encoding says: its {encoding} compression is damaged or ends too early.");
}
