using Microsoft.AspNetCore.Http;

namespace Analytics.Web.Endpoints;

/// <summary>Lets pages of any origin send events, without credentials.</summary>
internal static class Cors
{
    // Marks requests after AllowSender, so that their refusals are readable too.
    private static readonly object Sender = new();

    private static readonly PathString Event = "/api/event";
    private static readonly PathString Events = "/api/events";

    /// <summary>
    /// Allows pages of any origin to read the answer, only on the collecting endpoints. For other products' clients like
    /// <see cref="AllowSender"/>.
    /// </summary>
    public static void AllowAnyOrigin(HttpContext context)
    {
        if (context.Request.Path.Equals(Event) || context.Request.Path.Equals(Events))
        {
            context.Response.Headers.AccessControlAllowOrigin = "*";
        }
        else if (context.Items.ContainsKey(Sender))
        {
            AllowSender(context);
        }
    }

    /// <summary>
    /// Allows the sending page to read the answer, even if it sends cookies, as some products' scripts do: collecting ignores cookies.
    /// </summary>
    public static void AllowSender(HttpContext context)
    {
        context.Items[Sender] = Sender;
        if (context.Request.Headers.Origin is { Count: 1 } origin)
        {
            var headers = context.Response.Headers;
            headers.AccessControlAllowOrigin = origin;
            headers.AccessControlAllowCredentials = "true";
            headers.Vary = "Origin";
        }
    }

    /// <summary>Answers the preflight request of another product's script and allows the headers that it names.</summary>
    public static Task ClientPreflightAsync(HttpContext context)
    {
        AllowSender(context);
        var headers = context.Response.Headers;
        headers.AccessControlAllowMethods = "GET, POST";
        headers.AccessControlAllowHeaders = context.Request.Headers.AccessControlRequestHeaders;
        headers.AccessControlMaxAge = "86400";
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    /// <summary>Answers the preflight request that a browser sends before JSON to another origin.</summary>
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
