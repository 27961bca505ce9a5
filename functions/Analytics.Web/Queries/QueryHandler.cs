using System.Text;
using Analytics.Core.Queries;
using Analytics.Core.Queries.Results;
using Analytics.Web.Access;
using Analytics.Web.Bodies;
using Microsoft.AspNetCore.Http;

namespace Analytics.Web.Queries;

/// <summary>Answers questions about a site, or several together.</summary>
internal sealed class QueryHandler(
    QueryEngine engine,
    QueryReader reader,
    RealtimeVisitors realtime,
    StatsAccess access,
    QueryAdmission admission,
    ClientAddress addresses
)
{
    /// <summary>Maximum bytes of a query.</summary>
    public const int MaxBytes = 256 * 1024;

    private const int CsvPart = 64 * 1024;

    public async Task QueryAsync(HttpContext context)
    {
        // The key is checked before the body is read, so that strangers cause no work. Without a key, the body names the site, which may
        // be public.
        var caller = await access.CallerAsync(context);
        MediaTypes.Require(context.Request, MediaTypes.Json);
        using var body = await RequestBody.ReadAsync(context.Request, MaxBytes, context.RequestAborted);
        var (sites, query) = await reader.ReadAsync(
            body.Memory,
            caller,
            name => access.SiteAsync(context, caller, name),
            context.RequestAborted
        );
        await admission.RunAsync(
            CallerIdentity.Of(caller, addresses.Of(context)),
            sites[0].Id,
            token => engine.ExecuteSumAsync(sites, query, token),
            (result, token) => AnswerAsync(context, result, token),
            context.RequestAborted
        );
    }

    public async Task RealtimeAsync(HttpContext context)
    {
        var caller = await access.CallerAsync(context);
        var site = await access.SiteOfParameterAsync(context, caller);
        StatsAccess.RequireWholeSite(caller);
        await admission.RunAsync(
            CallerIdentity.Of(caller, addresses.Of(context)),
            site.Id,
            token => realtime.CountAsync(site, token),
            (visitors, _) =>
            {
                context.Response.Headers.CacheControl = "no-store";
                return JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, visitors, ApiJson.Default.Int64);
            },
            context.RequestAborted
        );
    }

    private static async Task AnswerAsync(HttpContext context, QueryResult result, CancellationToken cancellationToken)
    {
        // Cached only by the client, which revalidates it each time.
        context.Response.Headers.CacheControl = "private, no-cache";
        context.Response.Headers.Vary = "Accept, Authorization, Cookie";
        var isCsv = WantsCsv(context.Request);
        var tag = isCsv ? QueryTag.OfCsv(result) : QueryTag.Of(result);
        context.Response.Headers.ETag = tag;
        if (QueryTag.IsKnown(context.Request, tag))
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        if (isCsv)
        {
            context.Response.StatusCode = StatusCodes.Status200OK;
            context.Response.ContentType = "text/csv; charset=utf-8; header=present";
            await WriteCsvAsync(context, result, cancellationToken);
            return;
        }

        JsonAnswer.Begin(context, StatusCodes.Status200OK);
        context.Response.ContentLength = result.Json.Length;
        await context.Response.BodyWriter.WriteAsync(result.Json, cancellationToken);
    }

    private static async Task WriteCsvAsync(HttpContext context, QueryResult result, CancellationToken cancellationToken)
    {
        // Sent in parts: ten thousand rows with long texts would be many megabytes.
        var output = context.Response.BodyWriter;
        foreach (var line in QueryResultCsv.Lines(result))
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
