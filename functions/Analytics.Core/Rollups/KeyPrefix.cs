using System.Globalization;

namespace Analytics.Core.Rollups;

/// <summary>The keys of event ids that begin with some hex digits.</summary>
/// <param name="Digits">Number of digits, from 0 to 16.</param>
/// <param name="Value">The digits.</param>
internal readonly record struct KeyPrefix(int Digits, ulong Value)
{
    /// <summary>Number of digits of a key.</summary>
    public const int MaxDigits = 16;

    private const string All = "all";

    /// <summary>The digits, or "all" without any.</summary>
    public string Name => Digits == 0 ? All : Value.ToString($"x{Digits}", CultureInfo.InvariantCulture);

    /// <summary>Returns the prefix with one digit less. There must be one.</summary>
    public KeyPrefix Shorter => new(Digits - 1, Value >> 4);

    /// <summary>Returns the first digits of a key.</summary>
    public static KeyPrefix Of(ulong key, int digits) => new(digits, digits == 0 ? 0 : key >> (64 - (4 * digits)));

    /// <summary>Reads a name; null if it is none.</summary>
    public static KeyPrefix? TryParse(string name) =>
        name == All ? new(0, 0)
        : name.Length is > 0 and <= MaxDigits && ulong.TryParse(name, NumberStyles.AllowHexSpecifier, null, out var value)
            ? new(name.Length, value)
        : null;

    /// <summary>Returns true if any of some keys begins with the digits. O(log n).</summary>
    /// <param name="keys">The keys, ascending.</param>
    public bool IsOfAny(ulong[] keys)
    {
        var first = Digits == 0 ? 0 : Value << (64 - (4 * Digits));
        var place = Array.BinarySearch(keys, first);
        place = place < 0 ? ~place : place;
        return place < keys.Length && Of(keys[place], Digits) == this;
    }
}
