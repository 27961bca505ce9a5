using System.Globalization;
using Analytics.Core.Places;

namespace Analytics.Web.Places;

/// <summary>A network's record in a database, in the formats of the common databases. Absent members are null.</summary>
/// <param name="Country">ISO 3166-1 code.</param>
/// <param name="RegionCode">ISO 3166-2 code with the country's.</param>
/// <param name="RegionName">English name.</param>
/// <param name="CityId">GeoNames id.</param>
/// <param name="CityName">English name.</param>
internal readonly record struct PlaceRecord(string? Country, string? RegionCode, string? RegionName, string? CityId, string? CityName)
{
    /// <summary>
    /// Reads the data of a network: nested, as in MaxMind's and DB-IP's databases, or flat with <c>country</c> or <c>country_code</c>,
    /// <c>region</c> and <c>city</c>.
    /// </summary>
    public static PlaceRecord Read(IReadOnlyDictionary<string, object> data)
    {
        var country = CodeOf(data, "country") ?? Text(data, "country_code") ?? CodeOf(data, "registered_country");
        if (country is not { Length: 2 } || !country.All(char.IsAsciiLetter))
        {
            return default;
        }

        country = country.ToUpperInvariant();
        var region = data.GetValueOrDefault("subdivisions") is IReadOnlyList<object> { Count: > 0 } list
            ? list[0] as IReadOnlyDictionary<string, object>
            : null;
        var city = data.GetValueOrDefault("city") as IReadOnlyDictionary<string, object>;
        var regionCode = region is null ? Text(data, "region_code") : Text(region, "iso_code");
        return new(
            country,
            regionCode is null ? null
                : regionCode.StartsWith($"{country}-", StringComparison.OrdinalIgnoreCase) ? regionCode
                : $"{country}-{regionCode}",
            NameOf(region) ?? Text(data, "region") ?? Text(data, "state1"),
            city?.GetValueOrDefault("geoname_id") is { } id ? Convert.ToString(id, CultureInfo.InvariantCulture) : null,
            NameOf(city) ?? Text(data, "city")
        );
    }

    /// <summary>Returns the place in its stored form.</summary>
    public Place ToPlace() => new(Country ?? "", PlaceText.Join(RegionCode, RegionName), PlaceText.Join(CityId, CityName));

    private static string? CodeOf(IReadOnlyDictionary<string, object> data, string key) =>
        data.GetValueOrDefault(key) is IReadOnlyDictionary<string, object> nested ? Text(nested, "iso_code") : Text(data, key);

    private static string? NameOf(IReadOnlyDictionary<string, object>? place) =>
        place?.GetValueOrDefault("names") is IReadOnlyDictionary<string, object> { Count: > 0 } names
            ? Text(names, "en") ?? names.Values.First() as string
            : null;

    private static string? Text(IReadOnlyDictionary<string, object> data, string key) =>
        data.GetValueOrDefault(key) is string { Length: > 0 } text ? text : null;
}
