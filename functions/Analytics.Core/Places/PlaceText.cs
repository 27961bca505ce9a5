namespace Analytics.Core.Places;

/// <summary>
/// The stored text of a place: its code, a separator and its name, as <c>2950159␟Berlin</c>. A text without a separator is
/// both, as where a front end sends only names. So every row contains the names of its places, and old rows keep the names of their
/// time.
/// </summary>
public static class PlaceText
{
    private const char Separator = '\u001F';

    /// <summary>Returns the code of a stored place.</summary>
    public static ReadOnlySpan<char> CodeOf(ReadOnlySpan<char> stored) =>
        stored.IndexOf(Separator) is >= 0 and var separator ? stored[..separator] : stored;

    /// <summary>Returns the name of a stored place; the code if it has no name.</summary>
    public static ReadOnlySpan<char> NameOf(ReadOnlySpan<char> stored) =>
        stored.IndexOf(Separator) is >= 0 and var separator ? stored[(separator + 1)..] : stored;

    /// <summary>Returns the stored text of a place.</summary>
    /// <param name="code">An ISO 3166-2 code or a GeoNames id; null or empty if unknown.</param>
    /// <param name="name">The name; null or empty if unknown.</param>
    public static string Join(string? code, string? name) =>
        string.IsNullOrEmpty(code) ? name ?? ""
        : string.IsNullOrEmpty(name) ? code
        : $"{code}{Separator}{name}";

    /// <summary>Writes the stored text of a place in UTF-8. Code and name must not be empty.</summary>
    /// <returns>The number of bytes: one more than both have.</returns>
    internal static int Join(ReadOnlySpan<byte> code, ReadOnlySpan<byte> name, Span<byte> stored)
    {
        code.CopyTo(stored);
        stored[code.Length] = (byte)Separator;
        name.CopyTo(stored[(code.Length + 1)..]);
        return code.Length + 1 + name.Length;
    }
}
