using System.Diagnostics;
using Analytics.Core.Telemetry;
using Analytics.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Analytics.Functions.Endpoints;

/// <summary>Routes requests to the endpoints of the API with the routing of the embedded host, and measures them. Thread-safe.</summary>
public sealed class ApiRouter
{
    private const string NoEndpoint = "none";
    private readonly RequestDelegate _pipeline;
    private readonly TimeProvider _clock;

    /// <param name="services">The application's services.</param>
    /// <param name="clock">Measures how long an answer takes.</param>
    public ApiRouter(IServiceProvider services, TimeProvider clock)
    {
        _clock = clock;
        var application = new ApplicationBuilder(services);
        application.UseRouting();
        application.UseAnalyticsPage();
        application.UseEndpoints(static endpoints => endpoints.MapAnalyticsApi());
        _pipeline = application.Build();
    }

    /// <summary>Answers a request.</summary>
    public async Task AnswerAsync(HttpContext context)
    {
        // The worker has set its function as the endpoint, and routing skips a request that has one.
        context.SetEndpoint(null);
        context.Request.RouteValues.Clear();
        var started = _clock.GetTimestamp();
        await _pipeline(context);

        var endpoint = context.GetEndpoint();
        var name = endpoint?.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName ?? NoEndpoint;
        Activity.Current?.SetTag("http.route", (endpoint as RouteEndpoint)?.RoutePattern.RawText);
        AnalyticsMeter.RequestDuration.Record(
            _clock.GetElapsedTime(started).TotalSeconds,
            new KeyValuePair<string, object?>("endpoint", name),
            new KeyValuePair<string, object?>("status", context.Response.StatusCode)
        );
    }
}
