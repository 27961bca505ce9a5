namespace Analytics.Core.Places;

/// <summary>Finds the place of an address. Thread-safe; never throws for the input of a client.</summary>
public interface IPlaceFinder
{
    /// <summary>Returns the place of an address.</summary>
    /// <param name="address">An IPv4 or IPv6 address as text in UTF-8; anything else gives <see cref="Place.Unknown"/>.</param>
    Place Find(ReadOnlySpan<byte> address);
}
