using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Analytics.Functions.Endpoints;

/// <summary>Manages API keys.</summary>
public sealed class KeysFunctions
{
    /// <summary>GET /api/v1/keys.</summary>
    [Function("ListKeys")]
    public Task<IResult> ListKeysAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/keys")] HttpRequest request) =>
        ApiCalls.AnswerAsync("ListKeys", request);

    /// <summary>POST /api/v1/keys.</summary>
    [Function("CreateKey")]
    public Task<IResult> CreateKeyAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/keys")] HttpRequest request) =>
        ApiCalls.AnswerAsync("CreateKey", request);

    /// <summary>DELETE /api/v1/keys/{id}.</summary>
    [Function("DeleteKey")]
    public Task<IResult> DeleteKeyAsync([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/v1/keys/{id}")] HttpRequest request) =>
        ApiCalls.AnswerAsync("DeleteKey", request);
}
