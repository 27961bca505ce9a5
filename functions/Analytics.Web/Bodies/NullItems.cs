using System.Collections;
using System.Globalization;
using System.Text.Json.Serialization.Metadata;

namespace Analytics.Web.Bodies;

/// <summary>
/// Finds nulls in the lists and maps of deserialized JSON, which the serializer takes whatever the type of the items is.
/// </summary>
internal static class NullItems
{
    /// <summary>Returns the place of the first null, such as <c>clients.segment[0]</c>; null if there is none. O(items).</summary>
    /// <param name="value">The value.</param>
    /// <param name="type">Its type.</param>
    public static string? Find(object value, JsonTypeInfo type) => Find(value, type, string.Empty);

    private static string? Find(object value, JsonTypeInfo type, string place) =>
        type.Kind switch
        {
            JsonTypeInfoKind.Object => type
                .Properties.Select(property =>
                    property.Get?.Invoke(value) is { } member
                        ? Find(member, type.Options.GetTypeInfo(property.PropertyType), Member(place, property.Name))
                        : null
                )
                .FirstOrDefault(found => found is not null),
            JsonTypeInfoKind.Enumerable => OfItems(
                ((IEnumerable)value)
                    .Cast<object?>()
                    .Select((item, index) => (string.Create(CultureInfo.InvariantCulture, $"{place}[{index}]"), item)),
                type
            ),
            JsonTypeInfoKind.Dictionary when value is IDictionary map => OfItems(
                map.Keys.Cast<string>().Select(key => (Member(place, key), map[key])),
                type
            ),
            _ => null,
        };

    private static string? OfItems(IEnumerable<(string Place, object? Item)> items, JsonTypeInfo type) =>
        items
            .Select(entry => entry.Item is { } item ? Find(item, type.Options.GetTypeInfo(type.ElementType!), entry.Place) : entry.Place)
            .FirstOrDefault(found => found is not null);

    private static string Member(string place, string name) => place.Length == 0 ? name : $"{place}.{name}";
}
