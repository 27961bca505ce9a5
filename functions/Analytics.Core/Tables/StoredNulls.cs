using System.Collections;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Analytics.Core.Tables;

/// <summary>
/// Finds members without a value in deserialized JSON whose type is not nullable. The serializer leaves a missing
/// member null, because optional members of rows of earlier releases are missing.
/// </summary>
internal static class StoredNulls
{
    /// <summary>Checks a value and its members. O(members).</summary>
    /// <param name="value">The value.</param>
    /// <param name="type">Its type.</param>
    /// <exception cref="JsonException">A member has no value.</exception>
    public static void Check(object value, JsonTypeInfo type)
    {
        switch (type.Kind)
        {
            case JsonTypeInfoKind.Object:
                foreach (var property in type.Properties)
                {
                    CheckMember(property, property.Get?.Invoke(value), type.Options);
                }

                break;
            case JsonTypeInfoKind.Enumerable:
                CheckItems((IEnumerable)value, type);
                break;
            case JsonTypeInfoKind.Dictionary when value is IDictionary dictionary:
                CheckItems(dictionary.Values, type);
                break;
            default:
                break;
        }
    }

    private static void CheckMember(JsonPropertyInfo property, object? value, JsonSerializerOptions options)
    {
        if (value is not null)
        {
            Check(value, options.GetTypeInfo(property.PropertyType));
        }
        else if (property is { Get: not null, IsGetNullable: false })
        {
            throw new JsonException($"Its member '{property.Name}' is missing.");
        }
    }

    private static void CheckItems(IEnumerable items, JsonTypeInfo type)
    {
        if (type.ElementType is not { IsPrimitive: false } element)
        {
            return;
        }

        foreach (var item in items)
        {
            Check(item ?? throw new JsonException("A list in it has an item without a value."), type.Options.GetTypeInfo(element));
        }
    }
}
