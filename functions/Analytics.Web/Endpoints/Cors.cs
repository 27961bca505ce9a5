using Microsoft.AspNetCore.Http;

namespace Analytics.Web.Endpoints;

/// <summary>Lets pages of any origin send events, without credentials.</summary>
internal static class Cors
{
    private static readonly PathString Event = "/api/event";
    private static readonly PathString Events = "/api/events";

    /// <summary>Allows the page to read the answer, on the collecting endpoints only.</summary>
    public static void AllowAnyOrigin(HttpContext context)
    {
        if (context.Request.Path.Equals(Event) || context.Request.Path.Equals(Events))
        {
            context.Response.Headers.AccessControlAllowOrigin = "*";
        }
    }

    /// <summary>Answers the question that a browser asks before it sends JSON to another origin.</summary>
    public static Task PreflightAsync(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.AccessControlAllowOrigin = "*";
        headers.AccessControlAllowMethods = "POST";
        headers.AccessControlAllowHeaders = "Content-Type, Content-Encoding, Authorization";
        headers.AccessControlMaxAge = "86400";
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }
}
