using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Analytics.Core.Text;
using Analytics.Web.Errors;

namespace Analytics.Web.Bodies;

/// <summary>
/// Finds what is wrong with a body that the serializer refuses. The serializer's own message names types of .NET and a position, but
/// neither the expected type nor the value.
/// </summary>
internal static class JsonFault
{
    private const string Remedy = "a JSON object as /openapi/v1.json describes it.";

    // A document of any depth is read, so that a value that is nested too deeply is told from one that is no JSON.
    private static readonly JsonDocumentOptions AnyDepth = new() { MaxDepth = JsonBody.MaxBytes };

    /// <summary>Returns the first fault of a body, and the remedy.</summary>
    /// <param name="body">The body, which the serializer refused.</param>
    /// <param name="type">The expected type.</param>
    public static string Of(ReadOnlyMemory<byte> body, JsonTypeInfo type)
    {
        try
        {
            using var document = JsonDocument.Parse(body, AnyDepth);
            return document.RootElement.ValueKind != JsonValueKind.Object
                ? $"The body is {Show(document.RootElement)}; send {Remedy}"
                : Find(document.RootElement, type, string.Empty) ?? JsonDepth.Refusal(type.Options.MaxDepth);
        }
        catch (JsonException e)
        {
            return $"The body is no JSON at line {e.LineNumber + 1}, byte {e.BytePositionInLine}. Send {Remedy}";
        }
    }

    private static string? Find(JsonElement value, JsonTypeInfo type, string path) =>
        value.ValueKind == JsonValueKind.Null && IsNullable(type.Type) ? null
        : !Fits(value, type) ? $"{Excerpt.Of(path)}: is {Show(value)}; send {Expected(type, value)}"
        : type.Kind switch
        {
            JsonTypeInfoKind.Object => value
                .EnumerateObject()
                .Select(member =>
                    PropertyOf(type, member.Name) is { } property
                        ? Find(member.Value, type.Options.GetTypeInfo(property.PropertyType), In(path, member.Name))
                        : $"'{Excerpt.Of(In(path, member.Name))}' is unknown; {string.Join(", ", Known(type))} are known"
                )
                .FirstOrDefault(fault => fault is not null),
            JsonTypeInfoKind.Enumerable => value
                .EnumerateArray()
                .Select((item, index) => Find(item, ElementOf(type), string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]")))
                .FirstOrDefault(fault => fault is not null),
            JsonTypeInfoKind.Dictionary => value
                .EnumerateObject()
                .Select(entry => Find(entry.Value, ElementOf(type), In(path, entry.Name)))
                .FirstOrDefault(fault => fault is not null),
            _ => null,
        };

    private static bool Fits(JsonElement value, JsonTypeInfo type) =>
        type.Kind switch
        {
            JsonTypeInfoKind.Enumerable => value.ValueKind == JsonValueKind.Array,
            JsonTypeInfoKind.None => ValueType(type) switch
            {
                var text when text == typeof(string) => value.ValueKind == JsonValueKind.String,
                var flag when flag == typeof(bool) => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
                var number when number == typeof(int) => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out _),
                var number when number == typeof(double) => value.ValueKind == JsonValueKind.Number,
                var time when time == typeof(DateTimeOffset) => value.ValueKind == JsonValueKind.String
                    && value.TryGetDateTimeOffset(out _),
                _ => true,
            },
            _ => value.ValueKind == JsonValueKind.Object,
        };

    private static string Expected(JsonTypeInfo type, JsonElement value) =>
        type.Kind switch
        {
            JsonTypeInfoKind.Enumerable => $"a list of {Several(ElementOf(type))}",
            JsonTypeInfoKind.Dictionary => $"an object whose values are {Several(ElementOf(type))}",
            JsonTypeInfoKind.None => ValueType(type) switch
            {
                var text when text == typeof(string) => "a string",
                var flag when flag == typeof(bool) => "true or false",
                var number when number == typeof(int) => value.ValueKind == JsonValueKind.Number
                && value.GetRawText().All(char.IsAsciiDigit)
                    ? $"a whole number of at most {int.MaxValue}"
                    : "a whole number",
                var number when number == typeof(double) => "a number",
                _ => "a date-time such as 2026-01-31T12:00:00Z",
            },
            _ => "an object",
        };

    /// <summary>Returns the items of a list or map; bodies have strings there, and lists of them.</summary>
    private static string Several(JsonTypeInfo type) =>
        type.Kind == JsonTypeInfoKind.Enumerable ? $"lists of {Several(ElementOf(type))}" : "strings";

    private static bool IsNullable(Type type) => !type.IsValueType || Nullable.GetUnderlyingType(type) is not null;

    private static Type ValueType(JsonTypeInfo type) => Nullable.GetUnderlyingType(type.Type) ?? type.Type;

    private static JsonTypeInfo ElementOf(JsonTypeInfo type) => type.Options.GetTypeInfo(type.ElementType!);

    private static JsonPropertyInfo? PropertyOf(JsonTypeInfo type, string name) =>
        type.Properties.FirstOrDefault(property => property.Set is not null && property.Name == name);

    private static IEnumerable<string> Known(JsonTypeInfo type) =>
        type.Properties.Where(property => property.Set is not null).Select(property => property.Name);

    private static string In(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    private static string Show(JsonElement value) => Excerpt.Of(value.GetRawText());
}
