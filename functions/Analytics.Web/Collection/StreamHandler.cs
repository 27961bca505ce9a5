using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using Analytics.Core.Collection;
using Analytics.Core.EventLog;
using Analytics.Web.Bodies;
using Analytics.Web.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Analytics.Web.Collection;

/// <summary>
/// Accepts events from a body of any length, one JSON object a line, and answers with receipts, one a line, as it reads. Lines are
/// collected before more is read, so a sender can't be faster than the log.
/// </summary>
internal sealed class StreamHandler(Collector collector, AnswerLifetime lifetime)
{
    private static readonly byte[] LineFeed = [(byte)'\n'];

    /// <summary>Returns true if the request sends lines and accepts lines.</summary>
    public static bool IsAsked(HttpRequest request) =>
        MediaTypes.Is(request, MediaTypes.NdJson)
        && request.GetTypedHeaders().Accept.Any(accept => accept.MediaType.Equals(MediaTypes.NdJson, StringComparison.OrdinalIgnoreCase));

    /// <summary>Collects the body.</summary>
    /// <param name="context">The request.</param>
    /// <param name="facts">Facts with which each part of the stream is collected when it arrives.</param>
    public async Task RunAsync(HttpContext context, Func<CollectionContext> facts)
    {
        if (ContentEncodings.Of(context.Request) != ContentEncoding.Identity)
        {
            throw new ApiException(
                StatusCodes.Status415UnsupportedMediaType,
                "A stream of events is read as it arrives and can't be compressed; leave Content-Encoding out."
            );
        }

        // A stream has no limit of length or rate, only of the bytes in memory.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = null;
        }

        if (context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null;
        }

        context.Response.StatusCode = StatusCodes.Status202Accepted;
        context.Response.ContentType = MediaTypes.NdJson;
        await CollectAsync(context, facts);
    }

    private async Task CollectAsync(HttpContext context, Func<CollectionContext> facts)
    {
        var memory = context.RequestServices.GetRequiredService<BodyMemory>();
        var reader = context.Request.BodyReader;
        var lines = 0L;
        using var time = lifetime.Begin(context);
        for (var isComplete = false; !isComplete; )
        {
            ReadResult result;
            try
            {
                result = await RequestBody.ReadPartAsync(reader, time.Token);
            }
            catch (OperationCanceledException) when (time.IsOver && !context.RequestAborted.IsCancellationRequested)
            {
                await EndAsync(context, lines);
                return;
            }

            var buffer = result.Buffer;
            isComplete = result.IsCompleted;
            while (!time.IsOver && TryTakeLines(ref buffer, isComplete, out var part, out var count))
            {
                using var body = new PooledBody(memory, EventLimits.BatchBytes, part.Length);
                foreach (var segment in part)
                {
                    body.TryAppend(segment.Span);
                }

                var receipt = await collector.CollectPartAsync(body.Memory, facts(), context.RequestAborted);
                await AnswerAsync(context, lines, receipt);
                lines += count;
            }

            var isTooLong = buffer.Length > EventLimits.EventBytes;
            reader.AdvanceTo(buffer.Start, buffer.End);
            if (time.IsOver && !(isComplete && buffer.IsEmpty))
            {
                await EndAsync(context, lines);
                return;
            }

            if (isTooLong)
            {
                var problem = new CollectionProblem(
                    0,
                    CollectionErrors.BodyTooLarge,
                    "",
                    $"A line has over {EventLimits.EventBytes} bytes; the stream ends here. Send one event a line."
                );
                await AnswerAsync(context, lines, CollectionReceipt.Failed(problem));
                return;
            }
        }
    }

    /// <summary>
    /// Removes whole lines from the start of the buffer, at most as many as a batch may have. The last line of the body need not have a
    /// line feed.
    /// </summary>
    /// <returns>False if there is no whole line.</returns>
    private static bool TryTakeLines(ref ReadOnlySequence<byte> buffer, bool isComplete, out ReadOnlySequence<byte> part, out int count)
    {
        count = 0;
        var reader = new SequenceReader<byte>(buffer);
        var end = buffer.Start;
        while (
            count < EventLimits.BatchEvents
            && reader.TryReadTo(out ReadOnlySequence<byte> _, (byte)'\n')
            && reader.Consumed <= EventLimits.BatchBytes
        )
        {
            end = reader.Position;
            count++;
        }

        if (count == 0 && isComplete && buffer.Length is > 0 and <= EventLimits.EventBytes)
        {
            end = buffer.End;
            count = 1;
        }

        part = buffer.Slice(0, end);
        buffer = buffer.Slice(end);
        return count > 0;
    }

    private static Task EndAsync(HttpContext context, long lines)
    {
        var problem = new CollectionProblem(
            0,
            CollectionErrors.StreamEnded,
            "",
            $"Streams have a limited time here, and this one ends before the line with index {lines}; "
                + "send it and what follows in another one."
        );
        return AnswerAsync(context, lines, CollectionReceipt.Failed(problem));
    }

    private static async Task AnswerAsync(HttpContext context, long lines, CollectionReceipt receipt)
    {
        var output = context.Response.BodyWriter;
        using (var writer = new Utf8JsonWriter(output, JsonAnswer.Options))
        {
            ReceiptJson.Write(writer, receipt, lines);
        }

        output.Write(LineFeed);
        await output.FlushAsync(context.RequestAborted);
    }
}
