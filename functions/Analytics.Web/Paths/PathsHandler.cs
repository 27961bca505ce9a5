using System.Buffers;
using Analytics.Core.Queries.Paths;
using Analytics.Core.Sites;
using Analytics.Web.Access;
using Analytics.Web.Bodies;
using Analytics.Web.Queries;
using Microsoft.AspNetCore.Http;

namespace Analytics.Web.Paths;

/// <summary>Answers questions about paths of visitors, with the keys and limits of queries.</summary>
internal sealed class PathsHandler(
    FunnelEngine funnels,
    JourneyEngine journeys,
    RetentionEngine retention,
    QueryReader reader,
    StatsAccess access,
    QueryAdmission admission,
    ClientAddress addresses
)
{
    public Task FunnelAsync(HttpContext context) =>
        AnswerAsync(
            context,
            FunnelParser.Parse,
            query => [query.SiteId],
            funnels.ExecuteAsync,
            FunnelResultJson.Write,
            FunnelResultCsv.Lines,
            static _ => null
        );

    public Task JourneysAsync(HttpContext context) =>
        AnswerAsync(
            context,
            JourneyParser.Parse,
            query => [query.SiteId],
            journeys.ExecuteAsync,
            JourneyResultJson.Write,
            JourneyResultCsv.Lines,
            static result => new(JourneyResultCsv.TotalRows(result), null)
        );

    public Task RetentionAsync(HttpContext context) =>
        AnswerAsync(
            context,
            RetentionParser.Parse,
            query => [query.SiteId],
            retention.ExecuteAsync,
            RetentionResultJson.Write,
            RetentionResultCsv.Lines,
            static _ => null
        );

    private async Task AnswerAsync<TQuery, TResult>(
        HttpContext context,
        Func<ReadOnlyMemory<byte>, TQuery> parse,
        Func<TQuery, IReadOnlyList<string>> sitesOf,
        Func<Site, TQuery, CancellationToken, ValueTask<TResult>> execute,
        Action<TResult, IBufferWriter<byte>> write,
        Func<TResult, IEnumerable<string>> csvOf,
        Func<TResult, CsvRows?> rowsOf
    )
    {
        // The key is checked before the body is read, so that strangers cause no work. Without a key, the body names the site, which may
        // be public.
        var caller = await access.CallerAsync(context);
        MediaTypes.Require(context.Request, MediaTypes.Json);
        using var body = await RequestBody.ReadAsync(context.Request, QueryHandler.MaxBytes, context.RequestAborted);
        var (sites, query) = await reader.ReadAsync(
            body.Memory,
            caller,
            parse,
            sitesOf,
            name => access.SiteAsync(context, caller, name),
            context.RequestAborted
        );
        await admission.RunAsync(
            CallerIdentity.Of(caller, addresses.Of(context)),
            sites[0].Id,
            token => execute(sites[0], query, token),
            (result, token) => AnswerForm.SendAsync(context, () => JsonOf(result), csvOf(result), rowsOf(result), token),
            context.RequestAborted
        );

        ReadOnlyMemory<byte> JsonOf(TResult result)
        {
            var buffer = new ArrayBufferWriter<byte>(1024);
            write(result, buffer);
            return buffer.WrittenMemory;
        }
    }
}
