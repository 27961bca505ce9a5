using System.Runtime.InteropServices;
using System.Text.Json;
using Analytics.Web.Access;
using Analytics.Web.Bodies;
using Analytics.Web.Queries;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Analytics.Web.Mcp;

/// <summary>
/// Lets requests through to the library's endpoint, which itself would parse a body of any length and know no keys: a wrong key is refused
/// before the body is read, and the body has the limit and the memory of any other. Without a key only public sites are answered about, by
/// the tools. Thread-safe.
/// </summary>
internal sealed class McpGate(KeyAccess keys, ClientAddress addresses)
{
    /// <summary>Maximum bytes of a body: the largest query, and what the protocol adds to it.</summary>
    public const int MaxBytes = QueryHandler.MaxBytes + (8 * 1024);

    /// <summary>Requests that are answered at once. Parsed, a body takes many times its bytes.</summary>
    public const int MaxAtOnce = 64;

    private readonly CallerPlaces _places = new(MaxAtOnce, ("calls of assistants", "wait for the answer of one"))
    {
        MaxPerAddress = MaxAtOnce / 4,
        MaxPerKey = MaxAtOnce / 2,
    };

    /// <summary>Runs the library's endpoint for a request.</summary>
    /// <exception cref="Errors.ApiException">
    /// 400 for a text that is no Unicode, 401 for a wrong key, 413 and 415 for the body,
    /// 429 if the caller and 503 if all callers ask too much at once.
    /// </exception>
    public async Task RunAsync(HttpContext context, RequestDelegate answer)
    {
        var request = context.Request;
        if (!HttpMethods.IsPost(request.Method))
        {
            await answer(context);
            return;
        }

        MediaTypes.Require(request, MediaTypes.Json);
        var caller = await keys.FindCallerAsync(context, changes: false);
        using var body = await RequestBody.ReadAsync(request, MaxBytes, context.RequestAborted);
        RequireUnicode(body.Memory.Span);
        using var place = _places.Take(CallerIdentity.Of(caller, addresses.Of(context)), site: null);
        MemoryMarshal.TryGetArray(body.Memory, out var bytes);
        request.Headers.Remove(HeaderNames.ContentEncoding);
        request.Headers.Remove(HeaderNames.TransferEncoding);
        request.ContentLength = bytes.Count;
        request.Body = new MemoryStream(bytes.Array ?? [], bytes.Offset, bytes.Count, writable: false);
        await answer(context);
    }

    /// <summary>Rejects half of a character by its argument, of which the library tells only that the call failed.</summary>
    private static void RequireUnicode(ReadOnlySpan<byte> body)
    {
        try
        {
            JsonBody.RequireUnicode(body);
        }
        catch (JsonException)
        {
            // The library tells what is no JSON in the form of the protocol.
        }
    }
}
