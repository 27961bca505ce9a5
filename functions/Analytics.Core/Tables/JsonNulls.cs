using System.Collections;
using System.Globalization;
using System.Text.Json.Serialization.Metadata;

namespace Analytics.Core.Tables;

/// <summary>
/// Finds nulls in deserialized JSON where the type has none. The serializer leaves a missing member null, because optional members of rows
/// of earlier releases are missing, and takes nulls in lists and maps whatever the type of the items is.
/// </summary>
public static class JsonNulls
{
    /// <summary>Returns the first null; null if there is none. O(members).</summary>
    /// <param name="value">The value.</param>
    /// <param name="type">Its type.</param>
    /// <param name="areMembersOptional">True to pass over members without a value.</param>
    public static JsonNull? Find(object value, JsonTypeInfo type, bool areMembersOptional)
    {
        switch (type.Kind)
        {
            case JsonTypeInfoKind.Object:
                foreach (var property in type.Properties)
                {
                    if (OfMember(property, property.Get?.Invoke(value), type, areMembersOptional) is { } found)
                    {
                        return found;
                    }
                }

                break;
            case JsonTypeInfoKind.Enumerable when HasObjects(type):
                var index = 0;
                foreach (var item in (IEnumerable)value)
                {
                    if (OfItem(item, type, areMembersOptional) is { } found)
                    {
                        return found.In(string.Create(CultureInfo.InvariantCulture, $"[{index}]"));
                    }

                    index++;
                }

                break;
            case JsonTypeInfoKind.Dictionary when HasObjects(type) && value is IDictionary map:
                foreach (DictionaryEntry entry in map)
                {
                    if (OfItem(entry.Value, type, areMembersOptional) is { } found)
                    {
                        return found.In((string)entry.Key);
                    }
                }

                break;
            default:
                break;
        }

        return null;
    }

    private static bool HasObjects(JsonTypeInfo type) => type.ElementType is { IsPrimitive: false };

    private static JsonNull? OfMember(JsonPropertyInfo property, object? value, JsonTypeInfo owner, bool areMembersOptional) =>
        value is not null ? Find(value, owner.Options.GetTypeInfo(property.PropertyType), areMembersOptional)?.In(property.Name)
        : areMembersOptional || property is not { Get: not null, IsGetNullable: false } ? null
        : new JsonNull(property.Name, property.Name);

    private static JsonNull? OfItem(object? item, JsonTypeInfo owner, bool areMembersOptional) =>
        item is null ? new JsonNull(string.Empty, null) : Find(item, owner.Options.GetTypeInfo(owner.ElementType!), areMembersOptional);
}

/// <summary>A null where the type has none.</summary>
/// <param name="Path">Its place, such as <c>clients.segment[0]</c>.</param>
/// <param name="Member">The member that has no value; null for an item of a list or map.</param>
public readonly record struct JsonNull(string Path, string? Member)
{
    /// <summary>Returns the same null as seen from what contains it.</summary>
    internal JsonNull In(string container) =>
        this with
        {
            Path = Path.Length == 0 || Path[0] == '[' ? container + Path : $"{container}.{Path}",
        };
}
