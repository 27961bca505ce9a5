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
    QuestionMemory memory,
    ClientAddress addresses
)
{
    /// <summary>Maximum bytes of a query.</summary>
    public const int MaxBytes = 256 * 1024;

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

    private async Task AnswerAsync(HttpContext context, QueryResult result, CancellationToken cancellationToken)
    {
        using var held = memory.Begin();
        var rows = CsvRows.OfPage(result.TotalRows, result.Executed.Query.Pagination.Offset, result.Rows.Count);
        await AnswerForm.SendAsync(context, Json, QueryResultCsv.Lines(result), rows, cancellationToken);

        ReadOnlyMemory<byte> Json()
        {
            held.Take(result.Weight);
            return result.Json;
        }
    }
}
