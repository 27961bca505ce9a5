using Analytics.Web.Endpoints;
using Analytics.Web.OpenApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Analytics.Web;

/// <summary>Routes the API in a host with endpoint routing.</summary>
public static class AnalyticsApi
{
    /// <summary>Routes every endpoint of <see cref="ApiEndpoints"/>.</summary>
    /// <param name="routes">The application.</param>
    public static IEndpointRouteBuilder MapAnalyticsApi(this IEndpointRouteBuilder routes)
    {
        foreach (var endpoint in ApiEndpoints.All)
        {
            routes.MapMethods(endpoint.Route, [endpoint.Method], endpoint.Handle)
                .WithMetadata([.. EndpointDocs.MetadataOf(endpoint)]);
        }

        return routes;
    }
}
