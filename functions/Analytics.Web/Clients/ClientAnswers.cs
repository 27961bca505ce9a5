using System.Text;
using Microsoft.AspNetCore.Http;

namespace Analytics.Web.Clients;

/// <summary>Answers that several products share.</summary>
internal static class ClientAnswers
{
    /// <summary>A transparent image of one pixel.</summary>
    private static readonly byte[] Gif = Convert.FromBase64String("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7");

    public static Task GifAsync(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        return WriteAsync(context, "image/gif", Gif);
    }

    public static Task EmptyAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    public static Task JsonAsync(HttpContext context, string json) =>
        WriteAsync(context, JsonAnswer.ContentType, Encoding.UTF8.GetBytes(json));

    public static Task TextAsync(HttpContext context, string text, string type = "text/plain; charset=utf-8") =>
        WriteAsync(context, type, Encoding.UTF8.GetBytes(text));

    private static async Task WriteAsync(HttpContext context, string type, byte[] content)
    {
        context.Response.StatusCode = StatusCodes.Status200OK;
        context.Response.ContentType = type;
        context.Response.ContentLength = content.Length;
        await context.Response.Body.WriteAsync(content, context.RequestAborted);
    }
}
