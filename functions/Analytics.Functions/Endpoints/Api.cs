using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Analytics.Functions.Endpoints;

/// <summary>Answers every HTTP request.</summary>
/// <param name="router">Routes requests to the endpoints.</param>
public sealed class Api(ApiRouter router)
{
    /// <summary>
    /// Answers every method on every path. One function per endpoint would answer 404 where the embedded host answers 405, and each new
    /// endpoint would need another.
    /// </summary>
    /// <returns>A result that writes nothing: the answer is written when this completes.</returns>
    [Function(nameof(Api))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", "post", "put", "patch", "delete", "options", Route = "{*path}")]
            HttpRequest request
    )
    {
        await router.AnswerAsync(request.HttpContext);
        return Results.Empty;
    }
}
