using System.Text.Json;

namespace Analytics.Core.Queries.Parsing;

/// <summary>
/// Reads JSON values of an expected kind. Any other value becomes a <see cref="QueryException"/> that names key and value.
/// </summary>
internal static class Expect
{
    private const int MaxShown = 80;

    public static void OnlyKeys(JsonElement element, string path, params ReadOnlySpan<string> keys)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw new QueryException($"{path} must be an object with the keys {string.Join(", ", keys)}, not {Show(element)}.");
        }

        foreach (var property in element.EnumerateObject())
        {
            if (!keys.Contains(property.Name))
            {
                throw new QueryException($"{path} has the unknown key '{Cut(property.Name)}'; accepted are {string.Join(", ", keys)}.");
            }
        }
    }

    public static JsonElement Key(JsonElement element, string key, string accepted) =>
        element.TryGetProperty(key, out var value) ? value : throw new QueryException($"{key} is missing; give {accepted}.");

    public static JsonElement Array(JsonElement element, string path, string accepted, int most)
    {
        if (element.ValueKind != JsonValueKind.Array)
        {
            throw new QueryException($"{path} must be {accepted}, not {Show(element)}.");
        }

        return element.GetArrayLength() <= most
            ? element
            : throw new QueryException($"{path} has {element.GetArrayLength()} elements; at most {most} are accepted.");
    }

    public static string Text(JsonElement element, string path)
    {
        if (element.ValueKind != JsonValueKind.String)
        {
            throw new QueryException($"{path} must be a string, not {Show(element)}.");
        }

        var text = element.GetString()!;
        return text.Length > 0 ? text : throw new QueryException($"{path} must not be empty.");
    }

    public static bool Boolean(JsonElement element, string path) =>
        element.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => throw new QueryException($"{path} must be true or false, not {Show(element)}."),
        };

    public static int Integer(JsonElement element, string path, int least, int most) =>
        element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out var number) && number >= least && number <= most
            ? number
            : throw new QueryException($"{path} must be a whole number from {least} to {most}, not {Show(element)}.");

    public static double Fraction(JsonElement element, string path) =>
        element.ValueKind == JsonValueKind.Number && element.TryGetDouble(out var number) && number is > 0 and <= 1
            ? number
            : throw new QueryException($"{path} must be a number above 0 and at most 1, such as 0.1, not {Show(element)}.");

    public static string Show(JsonElement element) => Cut(element.GetRawText());

    public static string Cut(string text) => text.Length <= MaxShown ? text : string.Concat(text.AsSpan(0, MaxShown), "…");
}
