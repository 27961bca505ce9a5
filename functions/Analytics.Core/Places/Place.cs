using System.Text;

namespace Analytics.Core.Places;

/// <summary>The place of an address, ready to be written into an event. Immutable.</summary>
public sealed class Place
{
    /// <summary>An unknown place.</summary>
    public static readonly Place Unknown = new("", "", "");

    /// <summary>Creates a place.</summary>
    /// <param name="country">ISO 3166-1 alpha-2 code; empty if unknown.</param>
    /// <param name="region">A <see cref="PlaceText"/> of an ISO 3166-2 code; empty if unknown.</param>
    /// <param name="city">A <see cref="PlaceText"/> of a GeoNames id; empty if unknown.</param>
    public Place(string country, string region, string city)
    {
        Country = Encoding.UTF8.GetBytes(country);
        Region = Encoding.UTF8.GetBytes(region);
        City = Encoding.UTF8.GetBytes(city);
    }

    internal byte[] Country { get; }

    internal byte[] Region { get; }

    internal byte[] City { get; }
}
