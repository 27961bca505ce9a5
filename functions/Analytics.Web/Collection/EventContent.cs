using System.Buffers;
using System.Net;
using System.Text;
using System.Text.Json;
using Analytics.Web.Bodies;
using Microsoft.AspNetCore.Http;

namespace Analytics.Web.Collection;

/// <summary>
/// Extracts the JSON of events from the body of a request, whatever its content type: beacons have none or <c>text/plain</c>, and simple
/// clients declare a form, whether they send JSON, percent-encoded JSON or the fields of one event.
/// </summary>
internal static class EventContent
{
    /// <summary>Rejects a body of a content type in which no client sends events.</summary>
    /// <exception cref="Errors.ApiException">415.</exception>
    public static void RequireType(HttpRequest request)
    {
        if (!string.IsNullOrWhiteSpace(request.ContentType))
        {
            MediaTypes.Require(request, MediaTypes.Json, MediaTypes.NdJson, MediaTypes.Text, MediaTypes.Form, MediaTypes.Bytes);
        }
    }

    /// <summary>Returns the JSON of a body.</summary>
    /// <param name="request">The request, for its content type.</param>
    /// <param name="body">The body, decompressed.</param>
    public static ReadOnlyMemory<byte> JsonOf(HttpRequest request, ReadOnlyMemory<byte> body)
    {
        if (!MediaTypes.Is(request, MediaTypes.Form) || body.Span.TrimStart(" \t\r\n"u8) is [] or [(byte)'{' or (byte)'[', ..])
        {
            return body;
        }

        var text = Encoding.UTF8.GetString(body.Span).Trim();
        return text.StartsWith('%') ? Encoding.UTF8.GetBytes(WebUtility.UrlDecode(text).TrimEnd('=')) : EventOf(text);
    }

    /// <summary>Returns the fields of a form as an event, all as texts; numbers and booleans may be texts.</summary>
    private static ReadOnlyMemory<byte> EventOf(string form)
    {
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            foreach (var field in form.Split('&', StringSplitOptions.RemoveEmptyEntries))
            {
                var equals = field.IndexOf('=');
                writer.WriteString(
                    WebUtility.UrlDecode(equals < 0 ? field : field[..equals]),
                    equals < 0 ? "" : WebUtility.UrlDecode(field[(equals + 1)..])
                );
            }

            writer.WriteEndObject();
        }

        return json.WrittenMemory;
    }
}
