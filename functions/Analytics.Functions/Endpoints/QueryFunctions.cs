using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Analytics.Functions.Endpoints;

/// <summary>Answers questions about a site.</summary>
public sealed class QueryFunctions
{
    /// <summary>POST /api/v2/query.</summary>
    [Function("Query")]
    public Task<IResult> QueryAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v2/query")] HttpRequest request) =>
        ApiCalls.AnswerAsync("Query", request);

    /// <summary>GET /api/v1/stats/realtime/visitors.</summary>
    [Function("RealtimeVisitors")]
    public Task<IResult> RealtimeVisitorsAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/stats/realtime/visitors")] HttpRequest request) =>
        ApiCalls.AnswerAsync("RealtimeVisitors", request);

    /// <summary>GET /api/v1/sites/{site}/live.</summary>
    [Function("Live")]
    public Task<IResult> LiveAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/sites/{site}/live")] HttpRequest request) =>
        ApiCalls.AnswerAsync("Live", request);
}
