using Analytics.Web.Errors;
using Microsoft.AspNetCore.Http;

namespace Analytics.Web.Bodies;

/// <summary>Reads request bodies into pooled memory and stops at a limit: before reading when the length is announced, else while reading.</summary>
internal static class RequestBody
{
    /// <summary>Reads the whole body, decompressed if it came compressed.</summary>
    /// <param name="request">The request.</param>
    /// <param name="maxBytes">The limit on what arrives and, again, on what that decompresses to.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The bytes; dispose them when done.</returns>
    /// <exception cref="ApiException">413 over the limit, 415 for an unknown encoding, 400 for damaged compression.</exception>
    public static async ValueTask<PooledBody> ReadAsync(HttpRequest request, int maxBytes, CancellationToken cancellationToken)
    {
        var encoding = ContentEncodings.Of(request);
        var body = await ReadRawAsync(request, maxBytes, cancellationToken);
        if (encoding == ContentEncoding.Identity)
        {
            return body;
        }

        using (body)
        {
            return Decompressor.Decompress(body.Memory, encoding, maxBytes);
        }
    }

    /// <summary>The refusal of a body over the limit.</summary>
    public static ApiException TooLarge(int maxBytes) =>
        new(StatusCodes.Status413PayloadTooLarge, $"The body is over the limit of {maxBytes:N0} bytes (after decompression); send less at a time.");

    private static async ValueTask<PooledBody> ReadRawAsync(HttpRequest request, int maxBytes, CancellationToken cancellationToken)
    {
        if (request.ContentLength > maxBytes)
        {
            throw TooLarge(maxBytes);
        }

        var body = new PooledBody(maxBytes);
        try
        {
            body.Expect(request.ContentLength ?? 0);
            var reader = request.BodyReader;
            while (true)
            {
                var read = await reader.ReadAsync(cancellationToken);
                foreach (var segment in read.Buffer)
                {
                    if (!body.TryAppend(segment.Span))
                    {
                        throw TooLarge(maxBytes);
                    }
                }

                reader.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted)
                {
                    return body;
                }
            }
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }
}
