namespace Analytics.Core.Places;

/// <summary>Tells where an address is. Thread-safe; never throws for what a client sends.</summary>
public interface IPlaceFinder
{
    /// <summary>The place of an address.</summary>
    /// <param name="address">An IPv4 or IPv6 address as text in UTF-8; anything else is nowhere.</param>
    Place Find(ReadOnlySpan<byte> address);
}
