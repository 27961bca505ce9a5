using System.IO.Pipelines;
using Analytics.Core.Telemetry;
using Analytics.Web.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Analytics.Web.Bodies;

/// <summary>
/// Reads request bodies into the memory that all of them share. A body takes what has arrived and no more, is refused at its limit, before
/// reading when the length is announced, and has to arrive within a minute.
/// </summary>
internal static class RequestBody
{
    /// <summary>Time that the whole body may take: a client that trickles must not hold memory for hours.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Reads the whole body, decompressed if it came compressed.</summary>
    /// <param name="request">The request.</param>
    /// <param name="maxBytes">The limit on what arrives and, again, on what that decompresses to.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The bytes; dispose them when done.</returns>
    /// <exception cref="ApiException">
    /// 413 over the limit, 415 for an unknown encoding, 400 for damaged compression, 408 when it takes too long, 503 without memory for
    /// it.
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

        using (body)
        {
            return Decompressor.Decompress(body.Memory, encoding, memory, maxBytes);
        }
    }

    /// <summary>The refusal of a body over the limit.</summary>
    public static ApiException TooLarge(int maxBytes)
    {
        AnalyticsMeter.CountRefused("body_too_large");
        return new(
            StatusCodes.Status413PayloadTooLarge,
            $"The body is over the limit of {maxBytes:N0} bytes (after decompression); send less at a time."
        );
    }

    /// <summary>Reads what has arrived of a body since.</summary>
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

    /// <summary>The refusal of a body that breaks off or has wrong chunks, which is no failure of the storage.</summary>
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
                // Also of a refused body: the server reads on to its end, which it can't while this read is open.
                reader.AdvanceTo(result.Buffer.End);
            }

            isComplete = result.IsCompleted;
        }
    }
}
