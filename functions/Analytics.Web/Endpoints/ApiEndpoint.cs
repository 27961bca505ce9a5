using Analytics.Web.Errors;
using Microsoft.AspNetCore.Http;

namespace Analytics.Web.Endpoints;

/// <summary>One address of the API, with its handler. Both hosts route it.</summary>
/// <param name="Name">Its name, unique: the operation id of the description and the function's name in the Azure host.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="Route">The route template, with a leading slash.</param>
/// <param name="Handle">
/// Answers a request. Throws only if the connection is broken. Needs <see cref="HttpContext.RequestServices"/> with
/// <c>AddAnalyticsWeb</c>'s services and the template's values in <see cref="HttpRequest.RouteValues"/>.
/// </param>
public sealed record ApiEndpoint(string Name, string Method, string Route, RequestDelegate Handle)
{
    internal static ApiEndpoint Of<THandler>(string name, string method, string route, Func<THandler, HttpContext, Task> call)
        where THandler : notnull => new(name, method, route, context => ApiGuard.RunAsync(context, call));
}
