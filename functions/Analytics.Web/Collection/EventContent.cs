using System.Buffers;
using System.Net;
using System.Text;
using System.Text.Json;
using Analytics.Web.Bodies;
using Microsoft.AspNetCore.Http;

namespace Analytics.Web.Collection;

/// <summary>
/// The JSON of events in the body of a request, however it is declared: beacons have no content type or <c>text/plain</c>, and simple
/// clients declare a form, whether they send JSON, JSON in percent escapes, or the fields of one event.
/// </summary>
internal static class EventContent
{
    /// <summary>Refuses a body of a content type that no events come in.</summary>
    /// <exception cref="Errors.ApiException">415.</exception>
    public static void RequireType(HttpRequest request)
    {
        if (!string.IsNullOrWhiteSpace(request.ContentType))
        {
            MediaTypes.Require(request, MediaTypes.Json, MediaTypes.NdJson, MediaTypes.Text, MediaTypes.Form, MediaTypes.Bytes);
        }
    }

    /// <summary>The JSON of a body.</summary>
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

    /// <summary>The fields of a form as the event's members, all texts; numbers and switches are taken from texts too.</summary>
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
