using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Analytics.Functions.Endpoints;

/// <summary>Answers load balancers.</summary>
public sealed class HealthFunctions
{
    /// <summary>GET /health/live.</summary>
    [Function("HealthLive")]
    public Task<IResult> HealthLiveAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "health/live")] HttpRequest request) =>
        ApiCalls.AnswerAsync("HealthLive", request);

    /// <summary>GET /health/ready.</summary>
    [Function("HealthReady")]
    public Task<IResult> HealthReadyAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "health/ready")] HttpRequest request) =>
        ApiCalls.AnswerAsync("HealthReady", request);
}
