using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Analytics.Functions.Endpoints;

/// <summary>Takes events.</summary>
public sealed class CollectFunctions
{
    /// <summary>POST /api/event.</summary>
    [Function("CollectEvent")]
    public Task<IResult> CollectEventAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/event")] HttpRequest request) =>
        ApiCalls.AnswerAsync("CollectEvent", request);

    /// <summary>OPTIONS /api/event.</summary>
    [Function("CollectEventPreflight")]
    public Task<IResult> CollectEventPreflightAsync([HttpTrigger(AuthorizationLevel.Anonymous, "options", Route = "api/event")] HttpRequest request) =>
        ApiCalls.AnswerAsync("CollectEventPreflight", request);

    /// <summary>POST /api/events.</summary>
    [Function("CollectEvents")]
    public Task<IResult> CollectEventsAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/events")] HttpRequest request) =>
        ApiCalls.AnswerAsync("CollectEvents", request);

    /// <summary>OPTIONS /api/events.</summary>
    [Function("CollectEventsPreflight")]
    public Task<IResult> CollectEventsPreflightAsync([HttpTrigger(AuthorizationLevel.Anonymous, "options", Route = "api/events")] HttpRequest request) =>
        ApiCalls.AnswerAsync("CollectEventsPreflight", request);
}
