using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace Analytics.Web;

/// <summary>Writes answers in JSON.</summary>
internal static class JsonAnswer
{
    /// <summary>The content type of every JSON answer.</summary>
    public const string ContentType = "application/json; charset=utf-8";

    /// <summary>Leaves quotation marks and other letters readable; nothing here is ever part of a page.</summary>
    public static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static async Task WriteAsync<T>(HttpContext context, int status, T value, JsonTypeInfo<T> type)
    {
        Begin(context, status);
        await using (var writer = new Utf8JsonWriter(context.Response.BodyWriter, Options))
        {
            JsonSerializer.Serialize(writer, value, type);
        }

        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    public static void Begin(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = ContentType;
        context.Response.Headers.XContentTypeOptions = "nosniff";
    }
}
