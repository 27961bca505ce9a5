using Microsoft.AspNetCore.Http;

namespace Analytics.Web.Endpoints;

/// <summary>Lets pages of any origin send events, without credentials.</summary>
internal static class Cors
{
    // Marks requests that AllowSender was called for, whose refusals are readable as well.
    private static readonly object Sender = new();

    private static readonly PathString Event = "/api/event";
    private static readonly PathString Events = "/api/events";

    /// <summary>
    /// Allows the page to read the answer, on the collecting endpoints only; of other products' clients as <see cref="AllowSender"/> does.
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
    /// Allows the page that sends to read the answer, also if it sends its cookies, as some products' scripts do: nothing here heeds
    /// cookies.
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

    /// <summary>Answers the question before another product's script sends, with the headers that it names.</summary>
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
