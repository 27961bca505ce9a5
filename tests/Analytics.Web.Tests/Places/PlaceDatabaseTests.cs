using System.Text;
using Analytics.Core.Places;
using Analytics.Web.Places;

namespace Analytics.Web.Tests.Places;

public sealed class PlaceDatabaseTests
{
    private readonly PlaceDatabase _places = new();

    [Theory]
    [InlineData("81.2.69.142", "DE", "DE-BE", "Land Berlin", "2950159", "Berlin")]
    [InlineData("::ffff:81.2.70.1", "DE", "DE-HE", "Hesse", "2925533", "Frankfurt am Main")]
    [InlineData("2001:db8:1::9", "FR", "FR-IDF", "Île-de-France", "2988507", "Paris")]
    [InlineData("198.51.100.7", "US", "", "", "", "")]
    [InlineData("203.0.113.1", "", "", "", "", "")]
    [InlineData("127.0.0.1", "", "", "", "", "")]
    [InlineData("unknown", "", "", "", "", "")]
    [InlineData("", "", "", "", "", "")]
    public void An_address_has_its_country_region_and_city(
        string address,
        string country,
        string region,
        string regionName,
        string city,
        string cityName
    )
    {
        _places.Load(PlaceDatabaseFile.Cities());

        AssertPlace(address, country, region, regionName, city, cityName);
    }

    [Fact]
    public void Without_a_database_an_address_is_nowhere() => Assert.Same(Place.Unknown, _places.Find("81.2.69.142"u8));

    [Fact]
    public void Databases_with_names_alone_and_flat_ones_are_read_too()
    {
        static Dictionary<string, object> Named(string name) => new() { ["names"] = new Dictionary<string, object> { ["en"] = name } };
        _places.Load(
            new PlaceDatabaseFile("Flat", addressVersion: 4)
                .Add(
                    "192.0.2.0/25",
                    new()
                    {
                        ["country"] = "de",
                        ["region"] = "Berlin",
                        ["region_code"] = "BE",
                        ["city"] = "Berlin",
                    }
                )
                .Add(
                    "192.0.2.128/25",
                    new()
                    {
                        ["country_code"] = "NL",
                        ["state1"] = "North Holland",
                        ["city"] = "Amsterdam",
                    }
                )
                .Add(
                    "198.51.100.0/24",
                    new()
                    {
                        ["country"] = new Dictionary<string, object> { ["iso_code"] = "FR" },
                        ["subdivisions"] = new object[] { Named("Normandy") },
                        ["city"] = Named("Rouen"),
                    }
                )
                .ToArray()
        );

        AssertPlace("192.0.2.1", "DE", "DE-BE", "Berlin", "Berlin", "Berlin");
        AssertPlace("192.0.2.200", "NL", "North Holland", "North Holland", "Amsterdam", "Amsterdam");
        AssertPlace("198.51.100.1", "FR", "Normandy", "Normandy", "Rouen", "Rouen");
        AssertPlace("2001:db8::1", "", "", "", "", "");
    }

    [Fact]
    public void A_file_that_is_no_database_of_places_is_refused_and_the_last_one_stays_in_use()
    {
        var whole = PlaceDatabaseFile.Cities();
        _places.Load(whole);
        var providers = new PlaceDatabaseFile("Test-ASN").Add("81.2.69.0/24", new() { ["autonomous_system_number"] = 64_500u }).ToArray();

        Assert.Contains("Test-ASN", Assert.Throws<InvalidDataException>(() => _places.Load(providers)).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidDataException>(() => _places.Load([]));
        Assert.Throws<InvalidDataException>(() => _places.Load(whole[..(whole.Length / 2)]));
        Assert.Throws<InvalidDataException>(() => _places.Load("country,city"u8.ToArray()));
        AssertPlace("81.2.69.142", "DE", "DE-BE", "Land Berlin", "2950159", "Berlin");
    }

    [Fact]
    public void A_damaged_database_is_refused_or_leads_nowhere()
    {
        var whole = PlaceDatabaseFile.Cities();
        for (var at = 0; at < whole.Length; at++)
        {
            foreach (var flip in (ReadOnlySpan<byte>)[0x01, 0x80, 0xFF])
            {
                var damaged = whole.ToArray();
                damaged[at] ^= flip;
                try
                {
                    _places.Load(damaged);
                }
                catch (InvalidDataException)
                {
                    continue;
                }

                _places.Find("81.2.69.142"u8);
                _places.Find("2001:db8::1"u8);
            }
        }
    }

    private void AssertPlace(string address, string country, string region, string regionName, string city, string cityName)
    {
        var place = _places.Find(Encoding.UTF8.GetBytes(address));
        var (storedRegion, storedCity) = (Encoding.UTF8.GetString(place.Region), Encoding.UTF8.GetString(place.City));
        Assert.Equal(
            (country, region, regionName, city, cityName),
            (
                Encoding.UTF8.GetString(place.Country),
                PlaceText.CodeOf(storedRegion).ToString(),
                PlaceText.NameOf(storedRegion).ToString(),
                PlaceText.CodeOf(storedCity).ToString(),
                PlaceText.NameOf(storedCity).ToString()
            )
        );
    }
}
