using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Analytics.Web.Endpoints;

/// <summary>Reads the route values of a request. Thread-safe.</summary>
internal static class RouteValue
{
    /// <summary>Returns the site's domain; empty if the route has none.</summary>
    public static string Site(HttpContext context) => Of(context, "site");

    /// <summary>Returns the id of a key, job, goal or the like; empty if the route has none.</summary>
    public static string Id(HttpContext context) => Of(context, "id");

    /// <summary>Returns the name of a file; empty if the route has none.</summary>
    public static string Name(HttpContext context) => Of(context, "name");

    private static string Of(HttpContext context, string name) => (string?)context.GetRouteValue(name) ?? string.Empty;
}
