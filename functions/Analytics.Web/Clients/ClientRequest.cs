using System.Text;
using System.Text.Json;
using Analytics.Core.EventLog;
using Analytics.Web.Bodies;
using Analytics.Web.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace Analytics.Web.Clients;

/// <summary>A request of another product's client, with its body in memory.</summary>
internal sealed class ClientRequest : IDisposable
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 64 };

    private readonly HttpRequest _request;
    private readonly ReadOnlyMemory<byte> _body;
    private JsonDocument? _document;

    /// <param name="request">The request.</param>
    /// <param name="body">Its body, decompressed.</param>
    /// <param name="received">Time of its arrival.</param>
    public ClientRequest(HttpRequest request, ReadOnlyMemory<byte> body, DateTimeOffset received)
    {
        _request = request;
        _body = body;
        Received = received.ToUnixTimeMilliseconds();
    }

    /// <summary>Time of arrival, in Unix milliseconds.</summary>
    public long Received { get; }

    /// <summary>
    /// Returns the time of an event, corrected if the sender's clock is wrong by more than events may be ahead: it is then as long before
    /// the arrival as it was before the request was sent.
    /// </summary>
    /// <param name="made">The event's time by the sender's clock, in Unix milliseconds; null if unknown.</param>
    /// <param name="sent">The time of sending by the same clock; null if unknown.</param>
    public long? TimeOf(long? made, long? sent) =>
        made is { } at && sent is { } then && Math.Abs(Received - then) > EventLimits.Ahead.TotalMilliseconds
            ? Received - Math.Max(0, then - at)
            : made;

    /// <summary>The path, without a slash at the end.</summary>
    public string Path => _request.Path.Value!.TrimEnd('/');

    /// <summary>The body as text.</summary>
    public string BodyText => Encoding.UTF8.GetString(_body.Span);

    /// <summary>True if the body looks like JSON, whatever its content type.</summary>
    public bool HasJson => _body.Span.TrimStart(" \t\r\n"u8) is [(byte)'{' or (byte)'[', ..];

    /// <summary>The body as JSON.</summary>
    /// <exception cref="ApiException">400.</exception>
    public JsonElement Json
    {
        get
        {
            try
            {
                return (_document ??= JsonDocument.Parse(_body, Options)).RootElement;
            }
            catch (JsonException)
            {
                throw JsonBody.Bad($"The body of {Path} is not JSON; send JSON in UTF-8 of at most 64 levels");
            }
        }
    }

    /// <summary>Returns a header; null if it is absent.</summary>
    public string? Header(string name) => _request.Headers.TryGetValue(name, out var value) && value.Count > 0 ? value.ToString() : null;

    /// <summary>Returns a parameter of the address; null if it is absent.</summary>
    public string? Query(string name) => Text(_request.Query.TryGetValue(name, out var value) ? value : default);

    /// <summary>Returns the parameters of the address and of a form in the body. Those of the form take precedence.</summary>
    public Dictionary<string, string> Parameters()
    {
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!HasJson)
        {
            Add(parameters, BodyText);
        }

        foreach (var (name, value) in AddressParameters)
        {
            parameters.TryAdd(name, value);
        }

        return parameters;
    }

    /// <summary>The parameters of the address alone, the first of each name.</summary>
    public IEnumerable<KeyValuePair<string, string>> AddressParameters =>
        _request.Query.Select(parameter => KeyValuePair.Create(parameter.Key, Text(parameter.Value) ?? string.Empty));

    /// <summary>Returns the parameters of a query or form, the first of each name.</summary>
    public static Dictionary<string, string> ParametersOf(string query)
    {
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        Add(parameters, query);
        return parameters;
    }

    /// <summary>Returns the user name of basic authentication; null without one.</summary>
    public string? BasicUser()
    {
        if (Header("Authorization") is not { } header || !header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var buffer = new byte[header.Length];
        return Convert.TryFromBase64String(header["Basic ".Length..].Trim(), buffer, out var length)
            ? Encoding.UTF8.GetString(buffer, 0, length).Split(':')[0]
            : null;
    }

    /// <inheritdoc/>
    public void Dispose() => _document?.Dispose();

    private static void Add(Dictionary<string, string> parameters, string query)
    {
        try
        {
            foreach (var (name, value) in QueryHelpers.ParseQuery(query))
            {
                parameters.TryAdd(name, value.Count > 0 ? value[0] ?? string.Empty : string.Empty);
            }
        }
        catch (InvalidDataException)
        {
            // There are more parameters than the framework allows; none of them is used.
        }
    }

    private static string? Text(StringValues value) => value.Count > 0 && value[0] is { Length: > 0 } text ? text : null;
}
