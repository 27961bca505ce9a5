using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Analytics.Core.Queries;
using Analytics.Core.Queries.Parsing;
using Analytics.Core.Tables;
using Analytics.Web.Errors;
using Microsoft.AspNetCore.Http;

namespace Analytics.Web.Bodies;

/// <summary>Reads the small JSON bodies of the managing endpoints.</summary>
internal static class JsonBody
{
    /// <summary>Maximum bytes of most such bodies.</summary>
    public const int MaxBytes = 16 * 1024;

    /// <summary>Maximum depth of a body: the default of the serializer and of documents.</summary>
    public const int MaxDepth = 64;

    /// <exception cref="ApiException">400, 413 or 415.</exception>
    public static async ValueTask<T> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> type, int maxBytes = MaxBytes)
        where T : class
    {
        MediaTypes.Require(context.Request, MediaTypes.Json);
        using var body = await RequestBody.ReadAsync(context.Request, maxBytes, context.RequestAborted);
        try
        {
            RequireUnicode(body.Memory.Span);
            var value = JsonSerializer.Deserialize(body.Memory.Span, type) ?? throw Bad("The body is null; send a JSON object.");
            return JsonNulls.Find(value, type, areMembersOptional: true) is { Path: var place }
                ? throw Bad($"{Excerpt.Of(place)}: null is no item; give a value, or leave it out")
                : value;
        }
        catch (JsonException)
        {
            throw Bad(JsonFault.Of(body.Memory, type));
        }
    }

    /// <summary>Rejects a body with a name or text that is not valid Unicode, which would otherwise fail later, where it is
    /// used.</summary>
    /// <exception cref="ApiException">400 naming the key.</exception>
    /// <exception cref="JsonException">The body is not JSON.</exception>
    public static void RequireUnicode(ReadOnlySpan<byte> body)
    {
        try
        {
            QueryTexts.Check(body, MaxDepth);
        }
        catch (QueryException exception)
        {
            throw Bad(exception.Message);
        }
    }

    /// <summary>Returns a refusal of the request's content: 400.</summary>
    public static ApiException Bad(string message) => new(StatusCodes.Status400BadRequest, message);

    /// <summary>Reads a member of a form or of a query's text that is true or false.</summary>
    /// <exception cref="ApiException">The text is neither.</exception>
    public static bool Flag(string name, string? text) =>
        bool.TryParse(text, out var flag)
            ? flag
            : throw Bad($"{name}: '{Excerpt.Of(text, 20)}' is neither true nor false; send one of them");
}
