using Analytics.Web.Endpoints;
using Microsoft.AspNetCore.Http;

namespace Analytics.Web.Errors;

/// <summary>Gives the refusal of a method that an address does not have the body of every other. Routing answers without one.</summary>
internal static class WrongMethod
{
    /// <summary>Passes a request on, and completes its refusal.</summary>
    /// <param name="context">The request, after routing.</param>
    /// <param name="next">Answers the request.</param>
    public static async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        await next(context);
        var response = context.Response;
        if (response is { StatusCode: StatusCodes.Status405MethodNotAllowed, HasStarted: false, ContentType: null })
        {
            response.Headers[ApiGuard.RequestIdHeader] = context.TraceIdentifier;
            Cors.AllowAnyOrigin(context);
            await JsonAnswer.WriteAsync(context, response.StatusCode, new ErrorAnswer(MessageOf(context)), ApiJson.Default.ErrorAnswer);
        }
    }

    private static string MessageOf(HttpContext context)
    {
        var (request, allowed) = (context.Request, context.Response.Headers.Allow.ToString());
        return $"The method {Excerpt.Of(request.Method)} is not possible at {Excerpt.Of(request.Path)}; "
            + $"use {allowed.Replace(", ", " or ", StringComparison.Ordinal)}.";
    }
}
