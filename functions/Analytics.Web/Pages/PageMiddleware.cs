using Analytics.Core.Definitions;
using Analytics.Web.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Analytics.Web.Pages;

/// <summary>
/// Answers with the merchants' page if no endpoint is routed. The page reads its own address, so a browser gets the same document at any
/// address outside of the reserved folders.
/// </summary>
internal static class PageMiddleware
{
    /// <summary>The answer of a program that was built without the page.</summary>
    public const string Missing = """
        <!doctype html><html lang="en"><meta charset="utf-8"><title>Analytics</title>
        <h1>The page is not part of this build</h1>
        <p>Building it needs Node.js 20.19 or newer with npm. Install it and start <code>./run.sh</code> again.</p>
        <p>The API runs without it; <a href="/openapi/v1.json">/openapi/v1.json</a> describes it.</p></html>
        """;

    // Unknown addresses in these folders are always answered with 404: their clients are programs.
    private static readonly PathString[] Reserved = ["/api", "/js", "/health", "/openapi", "/docs", "/mcp", "/metrics"];
    private static readonly PathString Hashed = "/" + PageFiles.HashedFolder.TrimEnd('/');
    private static readonly PathString Shared = "/v";

    private const string Policy = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'";
    private const string NoFrames = "; frame-ancestors 'none'";

    /// <summary>Answers a request for the page, or passes it to the next middleware.</summary>
    /// <param name="context">The request, after routing.</param>
    /// <param name="next">Answers requests that have an endpoint. Other requests, if not for the page, are answered with 404.</param>
    public static Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        if (context.GetEndpoint() is not null)
        {
            return next(context);
        }

        return (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)) && IsPage(request.Path)
            ? AnswerAsync(context)
            : NothingAsync(context);
    }

    private static async Task AnswerAsync(HttpContext context) =>
        await AnswerAsync(
            context,
            PageFiles.Built,
            context.Request.Path.StartsWithSegments(Shared, StringComparison.Ordinal, out var rest)
                && await MayBeFramedAsync(context, rest)
        );

    /// <summary>Returns true for the address of a shared link that pages of other sites may show in a frame.</summary>
    private static async ValueTask<bool> MayBeFramedAsync(HttpContext context, PathString rest)
    {
        var token = rest.Value!.Trim('/').Split('/')[0];
        try
        {
            var links = context.RequestServices.GetRequiredService<SharedLinkRegistry>();
            return await links.FindByTokenAsync(token, context.RequestAborted) is { MayBeEmbedded: true };
        }
        catch (IOException)
        {
            // The tables do not answer now. The page reports it, but not in a frame.
            return false;
        }
    }

    private static Task NothingAsync(HttpContext context) =>
        JsonAnswer.WriteAsync(
            context,
            StatusCodes.Status404NotFound,
            new ErrorAnswer(
                $"Nothing is at {context.Request.Method} {Excerpt.Of(context.Request.Path)}; /openapi/v1.json describes every address."
            ),
            ApiJson.Default.ErrorAnswer
        );

    /// <summary>Answers with the file at the request's path, or with the document.</summary>
    /// <param name="context">The request.</param>
    /// <param name="files">The files of the page.</param>
    /// <param name="mayBeFramed">True if pages of other sites may show the document in a frame.</param>
    public static Task AnswerAsync(HttpContext context, PageFiles files, bool mayBeFramed = false)
    {
        var path = context.Request.Path;
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        if (files.TryGet(path.Value?.TrimStart('/') ?? string.Empty, out var file))
        {
            return file.WriteAsync(context);
        }

        if (path.StartsWithSegments(Hashed, StringComparison.Ordinal) || (path != "/" && !AcceptsHtml(context.Request)))
        {
            return NothingAsync(context);
        }

        headers.ContentSecurityPolicy = mayBeFramed ? Policy : Policy + NoFrames;
        headers["Referrer-Policy"] = "same-origin";
        if (files.Index is { } index)
        {
            return index.WriteAsync(context);
        }

        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        context.Response.ContentType = "text/html; charset=utf-8";
        return HttpMethods.IsHead(context.Request.Method)
            ? Task.CompletedTask
            : context.Response.WriteAsync(Missing, context.RequestAborted);
    }

    /// <summary>Returns true for the navigation of a browser; programs that accept anything expect no page.</summary>
    private static bool AcceptsHtml(HttpRequest request) =>
        request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    private static bool IsPage(PathString path) => !Array.Exists(Reserved, reserved => path.StartsWithSegments(reserved));
}
