using System.IO.Pipelines;
using Analytics.Core.Collection;
using Analytics.Core.Telemetry;
using Analytics.Web.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Analytics.Web.Bodies;

/// <summary>
/// Reads request bodies into the memory that all of them share. A body only takes memory for bytes that have arrived. It is rejected at
/// its limit, before it is read if its length is announced, and must arrive within a minute.
/// </summary>
internal static class RequestBody
{
    /// <summary>Maximum time for the whole body: a slow client must not hold memory for hours.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Reads the whole body, decompressed if it came compressed.</summary>
    /// <param name="request">The request.</param>
    /// <param name="maxBytes">The limit on the received bytes and on the decompressed bytes.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The bytes; dispose them when done.</returns>
    /// <exception cref="ApiException">
    /// 413 over the limit, 415 for an unknown encoding, 400 for damaged compression, 408 if it takes too long, 503 if there is no memory
    /// for it.
    /// </exception>
    public static async ValueTask<PooledBody> ReadAsync(HttpRequest request, int maxBytes, CancellationToken cancellationToken)
    {
        var encoding = ContentEncodings.Of(request);
        var memory = request.HttpContext.RequestServices.GetRequiredService<BodyMemory>();
        var body = await ReadRawAsync(request, memory, maxBytes, cancellationToken);
        if (encoding == ContentEncoding.Identity)
        {
            return body;
        }

        // However few bytes it has, it may become as many as are allowed.
        var turns = request.HttpContext.RequestServices.GetRequiredService<ReadingTurns>();
        using (body)
        using (await turns.EnterAsync(maxBytes, mayRefuse: false, cancellationToken))
        {
            return Decompressor.Decompress(body.Memory, encoding, memory, maxBytes);
        }
    }

    /// <summary>Returns the refusal of a body over the limit: 413.</summary>
    public static ApiException TooLarge(int maxBytes)
    {
        AnalyticsMeter.CountRefused("body_too_large");
        return new(
            StatusCodes.Status413PayloadTooLarge,
            $"The body is over the limit of {maxBytes:N0} bytes (after decompression); send less at a time."
        );
    }

    /// <summary>Reads the bytes of a body that have arrived since the last read.</summary>
    /// <exception cref="ApiException">400 if its framing is wrong.</exception>
    public static async ValueTask<ReadResult> ReadPartAsync(PipeReader reader, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.ReadAsync(cancellationToken);
        }
        catch (IOException e) when (e is not BadHttpRequestException)
        {
            throw Broken(e);
        }
    }

    /// <summary>Returns the refusal of a body that ends too early or has wrong chunks: 400, because the storage has not failed.</summary>
    public static ApiException Broken(IOException reason) =>
        new(
            StatusCodes.Status400BadRequest,
            $"The body can't be read to its end: {reason.Message.TrimEnd('.')}. Send it again, with a Content-Length or whole chunks."
        );

    private static async ValueTask<PooledBody> ReadRawAsync(
        HttpRequest request,
        BodyMemory memory,
        int maxBytes,
        CancellationToken cancellationToken
    )
    {
        if (request.ContentLength > maxBytes)
        {
            throw TooLarge(maxBytes);
        }

        var body = new PooledBody(memory, maxBytes, request.ContentLength);
        using var timeout = new CancellationTokenSource(Patience, request.HttpContext.RequestServices.GetRequiredService<TimeProvider>());
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            await FillAsync(body, request, maxBytes, linked.Token);
            return body;
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            body.Dispose();
            AnalyticsMeter.CountRefused("body_too_slow");
            throw new ApiException(
                StatusCodes.Status408RequestTimeout,
                $"The body did not arrive within {Patience.TotalSeconds:0} s; send less at a time."
            );
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    private static async ValueTask FillAsync(PooledBody body, HttpRequest request, int maxBytes, CancellationToken cancellationToken)
    {
        var reader = request.BodyReader;
        for (var isComplete = false; !isComplete; )
        {
            var result = await ReadPartAsync(reader, cancellationToken);
            try
            {
                foreach (var segment in result.Buffer)
                {
                    if (!body.TryAppend(segment.Span))
                    {
                        throw TooLarge(maxBytes);
                    }
                }
            }
            finally
            {
                // Also for a rejected body: the server reads on to its end, which it can't while this read is open.
                reader.AdvanceTo(result.Buffer.End);
            }

            isComplete = result.IsCompleted;
        }
    }
}
