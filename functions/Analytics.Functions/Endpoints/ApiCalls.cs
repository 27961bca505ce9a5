using Analytics.Core.Telemetry;
using Analytics.Web.Endpoints;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Analytics.Functions.Endpoints;

/// <summary>Answers a function's request with the endpoint of its name in the API's table.</summary>
internal static class ApiCalls
{
    private static readonly Dictionary<string, ApiEndpoint> ByName = ApiEndpoints.All.ToDictionary(endpoint => endpoint.Name, StringComparer.Ordinal);

    /// <summary>Answers a request.</summary>
    /// <returns>A result that writes nothing: the answer is written when this completes.</returns>
    public static async Task<IResult> AnswerAsync(string name, HttpRequest request)
    {
        var clock = request.HttpContext.RequestServices.GetRequiredService<TimeProvider>();
        var started = clock.GetTimestamp();
        await ByName[name].Handle(request.HttpContext).ConfigureAwait(false);
        AnalyticsMeter.RequestDuration.Record(
            clock.GetElapsedTime(started).TotalSeconds,
            new KeyValuePair<string, object?>("endpoint", name),
            new KeyValuePair<string, object?>("status", request.HttpContext.Response.StatusCode));
        return Results.Empty;
    }
}
