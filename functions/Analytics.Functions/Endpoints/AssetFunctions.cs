using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Analytics.Functions.Endpoints;

/// <summary>Serves the tracker and the description of the API.</summary>
public sealed class AssetFunctions
{
    /// <summary>GET /openapi/v1.json.</summary>
    [Function("OpenApi")]
    public Task<IResult> OpenApiAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "openapi/v1.json")] HttpRequest request) =>
        ApiCalls.AnswerAsync("OpenApi", request);

    /// <summary>GET /js/script.js.</summary>
    [Function("TrackerScript")]
    public Task<IResult> TrackerScriptAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "js/script.js")] HttpRequest request) =>
        ApiCalls.AnswerAsync("TrackerScript", request);
}
