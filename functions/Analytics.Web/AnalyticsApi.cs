using Analytics.Web.Endpoints;
using Analytics.Web.Errors;
using Analytics.Web.Mcp;
using Analytics.Web.OpenApi;
using Analytics.Web.Pages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Analytics.Web;

/// <summary>Routes the API and serves the merchants' page in a host with endpoint routing.</summary>
public static class AnalyticsApi
{
    /// <summary>Routes every endpoint of <see cref="ApiEndpoints"/>, and the Model Context Protocol at <c>/mcp</c>.</summary>
    /// <param name="routes">The application.</param>
    public static IEndpointRouteBuilder MapAnalyticsApi(this IEndpointRouteBuilder routes)
    {
        foreach (var endpoint in ApiEndpoints.All)
        {
            routes.MapMethods(endpoint.Route, [endpoint.Method], endpoint.Handle).WithMetadata([.. EndpointDocs.MetadataOf(endpoint)]);
        }

        routes.MapMcp(McpServices.Path).Finally(McpServices.Guard);
        return routes;
    }

    /// <summary>
    /// Serves the merchants' page at every address that no endpoint has, and says which methods an address has. Call it after routing
    /// and before the endpoints.
    /// </summary>
    /// <param name="application">The application.</param>
    public static IApplicationBuilder UseAnalyticsPage(this IApplicationBuilder application) =>
        application
            .Use(static next => context => WrongMethod.InvokeAsync(context, next))
            .Use(static next => context => PageMiddleware.InvokeAsync(context, next));
}
