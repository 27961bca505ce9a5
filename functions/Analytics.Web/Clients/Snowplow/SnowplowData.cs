using System.Text;
using System.Text.Json;

namespace Analytics.Web.Clients.Snowplow;

/// <summary>Reads self-describing data: an event, and the entities that come with it. What can't be read is absent. Thread-safe.</summary>
internal static class SnowplowData
{
    /// <summary>Returns the name, from the schema, and the data of a self-describing event; an empty name if there is none.</summary>
    /// <param name="json">The parameter with JSON; null if absent.</param>
    /// <param name="base64">The parameter with the same in base64; null if absent.</param>
    public static (string Name, JsonElement Data) EventOf(string? json, string? base64) =>
        Parse(json ?? Decoded(base64)).Find("data") is { } item ? Described(item) : ("", default);

    /// <summary>Returns the entities of an event, the first of each name.</summary>
    /// <param name="json">The parameter with JSON; null if absent.</param>
    /// <param name="base64">The parameter with the same in base64; null if absent.</param>
    public static Dictionary<string, JsonElement> EntitiesOf(string? json, string? base64)
    {
        var entities = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var (name, data) in Parse(json ?? Decoded(base64)).Find("data").Items().Select(Described))
        {
            entities.TryAdd(name, data);
        }

        return entities;
    }

    /// <summary>Returns the name, such as <c>cart</c> of <c>iglu:com.acme/cart/jsonschema/1-0-0</c>, and the data.</summary>
    private static (string Name, JsonElement Data) Described(JsonElement item) =>
        (item.Text("schema")?.Split('/').ElementAtOrDefault(1) ?? "", item.Find("data") ?? default);

    private static JsonElement Parse(string? json)
    {
        try
        {
            using var document = JsonDocument.Parse(json ?? "{}");
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return default;
        }
    }

    private static string? Decoded(string? base64)
    {
        if (base64 is null)
        {
            return null;
        }

        var padded = base64.Replace('-', '+').Replace('_', '/').TrimEnd('=');
        padded = padded.PadRight((padded.Length + 3) / 4 * 4, '=');
        var buffer = new byte[padded.Length];
        return Convert.TryFromBase64String(padded, buffer, out var length) ? Encoding.UTF8.GetString(buffer, 0, length) : null;
    }
}
