using System.Text;
using Analytics.Web.Bodies;
using Microsoft.AspNetCore.Http;

namespace Analytics.Web.Queries;

/// <summary>Sends statistics in the form that the client asks for, JSON or CSV, with a strong ETag.</summary>
internal static class AnswerForm
{
    private const int CsvPart = 64 * 1024;

    /// <summary>Sends an answer, or 304 if the client has it.</summary>
    /// <param name="context">The request.</param>
    /// <param name="json">Returns the answer in JSON.</param>
    /// <param name="csv">The lines of the answer in CSV, the same each time that they are read.</param>
    /// <param name="rows">The rows that the CSV is a part of; null if it is never cut.</param>
    /// <param name="cancellationToken">Cancels the sending.</param>
    public static async Task SendAsync(
        HttpContext context,
        Func<ReadOnlyMemory<byte>> json,
        IEnumerable<string> csv,
        CsvRows? rows,
        CancellationToken cancellationToken
    )
    {
        // Cached only by the client, which revalidates it each time.
        context.Response.Headers.CacheControl = "private, no-cache";
        context.Response.Headers.Vary = "Accept, Authorization, Cookie";
        if (WantsCsv(context.Request))
        {
            rows?.AddTo(context.Response);
            if (!IsKnown(context, QueryTag.OfCsv(csv)))
            {
                context.Response.StatusCode = StatusCodes.Status200OK;
                context.Response.ContentType = "text/csv; charset=utf-8; header=present";
                await WriteAsync(context, csv, cancellationToken);
            }

            return;
        }

        var body = json();
        if (!IsKnown(context, QueryTag.Of(body.Span)))
        {
            JsonAnswer.Begin(context, StatusCodes.Status200OK);
            context.Response.ContentLength = body.Length;
            await context.Response.BodyWriter.WriteAsync(body, cancellationToken);
        }
    }

    private static bool IsKnown(HttpContext context, string tag)
    {
        context.Response.Headers.ETag = tag;
        if (!QueryTag.IsKnown(context.Request, tag))
        {
            return false;
        }

        context.Response.StatusCode = StatusCodes.Status304NotModified;
        return true;
    }

    private static async Task WriteAsync(HttpContext context, IEnumerable<string> csv, CancellationToken cancellationToken)
    {
        // Sent in parts: ten thousand rows with long texts would be many megabytes.
        var output = context.Response.BodyWriter;
        foreach (var line in csv)
        {
            Encoding.UTF8.GetBytes(line, output);
            if (output.UnflushedBytes >= CsvPart)
            {
                await output.SendAsync(cancellationToken);
            }
        }

        await output.SendAsync(cancellationToken);
    }

    private static bool WantsCsv(HttpRequest request)
    {
        double csv = 0;
        double json = 0;
        foreach (var accepted in request.GetTypedHeaders().Accept)
        {
            var quality = accepted.Quality ?? 1;
            if (accepted.MediaType.Equals("text/csv", StringComparison.OrdinalIgnoreCase))
            {
                csv = Math.Max(csv, quality);
            }
            else if (accepted.MediaType.Equals(MediaTypes.Json, StringComparison.OrdinalIgnoreCase))
            {
                json = Math.Max(json, quality);
            }
        }

        return csv > json;
    }
}
