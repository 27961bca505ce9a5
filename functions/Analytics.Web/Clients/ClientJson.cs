using System.Collections.ObjectModel;
using System.Text.Json;

namespace Analytics.Web.Clients;

/// <summary>Reads the JSON of clients by paths. Values of an unexpected type are treated as absent. Thread-safe.</summary>
internal static class ClientJson
{
    public static readonly IReadOnlyDictionary<string, JsonElement> None = ReadOnlyDictionary<string, JsonElement>.Empty;

    /// <summary>Returns the value at a path such as <c>context.page.url</c>; null if there is none.</summary>
    public static JsonElement? Find(this JsonElement json, string path)
    {
        foreach (var name in path.Split('.'))
        {
            if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty(name, out json))
            {
                return null;
            }
        }

        return json.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined ? null : json;
    }

    /// <summary>Returns the text or number at the first path that has one, as text.</summary>
    public static string? Text(this JsonElement json, params ReadOnlySpan<string> paths)
    {
        foreach (var path in paths)
        {
            if (json.Find(path) is { } found)
            {
                var text =
                    found.ValueKind == JsonValueKind.String ? found.GetString()
                    : found.ValueKind == JsonValueKind.Number ? found.GetRawText()
                    : null;
                if (!string.IsNullOrEmpty(text))
                {
                    return text;
                }
            }
        }

        return null;
    }

    /// <summary>Returns the number, possibly written as text, at the first path that has one.</summary>
    public static double? Number(this JsonElement json, params ReadOnlySpan<string> paths)
    {
        foreach (var path in paths)
        {
            if (ClientText.Number(json.Text(path)) is { } number)
            {
                return number;
            }
        }

        return null;
    }

    /// <summary>Returns the time at the first path that has one, from ISO 8601 or Unix milliseconds, in Unix milliseconds.</summary>
    public static long? Moment(this JsonElement json, params ReadOnlySpan<string> paths)
    {
        foreach (var path in paths)
        {
            if (json.Find(path) is { } found)
            {
                return found.ValueKind == JsonValueKind.Number ? ClientText.Whole(found.GetRawText()) : ClientText.Moment(json.Text(path));
            }
        }

        return null;
    }

    /// <summary>Returns the elements of an array; the value itself if it is not an array; nothing if it is absent.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement? json) =>
        json is not { } value ? []
        : value.ValueKind == JsonValueKind.Array ? value.EnumerateArray()
        : [value];

    /// <summary>Returns the members of an object as properties.</summary>
    /// <param name="json">The object; any other value has no members.</param>
    /// <param name="keep">Selects members by name; null selects all.</param>
    public static IReadOnlyDictionary<string, JsonElement> Members(this JsonElement? json, Func<string, bool>? keep = null)
    {
        if (json is not { ValueKind: JsonValueKind.Object } value)
        {
            return None;
        }

        var members = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var member in value.EnumerateObject())
        {
            if (member.Value.ValueKind != JsonValueKind.Null && keep?.Invoke(member.Name) != false)
            {
                members[member.Name] = member.Value;
            }
        }

        return members;
    }

    /// <summary>Returns texts as properties.</summary>
    public static IReadOnlyDictionary<string, JsonElement> Properties(params ReadOnlySpan<(string Name, string? Text)> texts)
    {
        var properties = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var (name, text) in texts)
        {
            if (!string.IsNullOrEmpty(text))
            {
                properties[name] = Element(text);
            }
        }

        return properties;
    }

    /// <summary>Returns a text as JSON.</summary>
    public static JsonElement Element(string text)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStringValue(text);
        }

        using var document = JsonDocument.Parse(buffer.WrittenMemory);
        return document.RootElement.Clone();
    }
}
