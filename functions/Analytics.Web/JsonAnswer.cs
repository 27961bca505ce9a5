using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace Analytics.Web;

/// <summary>Writes answers in JSON.</summary>
internal static class JsonAnswer
{
    /// <summary>The content type of every JSON answer.</summary>
    public const string ContentType = "application/json; charset=utf-8";

    public static async Task WriteAsync<T>(HttpContext context, int status, T value, JsonTypeInfo<T> type)
    {
        Begin(context, status);
        await using (var writer = new Utf8JsonWriter(context.Response.BodyWriter))
        {
            JsonSerializer.Serialize(writer, value, type);
        }

        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    public static void Begin(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = ContentType;
    }
}
