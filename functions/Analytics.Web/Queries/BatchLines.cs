using System.Buffers;
using System.Text.Json;
using System.Threading.Channels;
using Analytics.Web.Bodies;
using Microsoft.AspNetCore.Http;

namespace Analytics.Web.Queries;

/// <summary>Sends the lines of the answer to a batch (NDJSON) as they are ready. The answer begins with the first line.</summary>
internal static class BatchLines
{
    private static readonly byte[] NewLine = "\n"u8.ToArray();

    public static async Task SendAsync(HttpContext context, ChannelReader<BatchLine> lines)
    {
        var response = context.Response;
        await foreach (var line in lines.ReadAllAsync(context.RequestAborted))
        {
            if (!response.HasStarted)
            {
                response.StatusCode = StatusCodes.Status200OK;
                response.ContentType = "application/x-ndjson; charset=utf-8";
                response.Headers.CacheControl = "private, no-store";
                response.Headers.XContentTypeOptions = "nosniff";

                // Otherwise buffering proxies would delay lines.
                response.Headers["X-Accel-Buffering"] = "no";
            }

            Write(response, line);
            await response.BodyWriter.SendAsync(context.RequestAborted);
        }
    }

    private static void Write(HttpResponse response, BatchLine line)
    {
        using (var writer = new Utf8JsonWriter(response.BodyWriter, JsonAnswer.Options))
        {
            writer.WriteStartObject();
            writer.WriteString("id", line.Id);
            writer.WriteNumber("status", line.Status);
            writer.WriteString("etag", line.ETag);
            if (line.RetryAfter is { } wait)
            {
                writer.WriteNumber("retry_after", Math.Ceiling(wait.TotalSeconds));
            }

            if (line.Error is not null)
            {
                writer.WriteStartObject("body");
                writer.WriteString("error", line.Error);
                writer.WriteEndObject();
            }
            else if (line.Body.Length > 0)
            {
                writer.WritePropertyName("body");
                writer.WriteRawValue(line.Body.Span, skipInputValidation: true);
            }
            else
            {
                writer.WriteNull("body");
            }

            writer.WriteEndObject();
        }

        response.BodyWriter.Write(NewLine);
    }
}
