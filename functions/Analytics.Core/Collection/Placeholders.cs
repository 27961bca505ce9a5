using System.Text;
using Analytics.Core.Dimensions;
using Analytics.Core.EventLog;

namespace Analytics.Core.Collection;

/// <summary>Texts that other products and proxies write in place of a value that they do not know. Thread-safe.</summary>
internal static class Placeholders
{
    /// <summary>
    /// Codes that stand for no country: those of ISO 3166-1 for a user's own use, of Cloudflare (<c>T1</c>, Tor) and of MaxMind's older
    /// databases.
    /// </summary>
    private static readonly byte[][] NoCountries =
    [
        "XX"u8.ToArray(),
        "ZZ"u8.ToArray(),
        "T1"u8.ToArray(),
        "A1"u8.ToArray(),
        "A2"u8.ToArray(),
        "O1"u8.ToArray(),
        "AP"u8.ToArray(),
        "EU"u8.ToArray(),
    ];

    private static readonly byte[][] Unknown =
    [
        "unknown"u8.ToArray(),
        "-"u8.ToArray(),
        "--"u8.ToArray(),
        "null"u8.ToArray(),
        "undefined"u8.ToArray(),
        "(unknown)"u8.ToArray(),
        "(none)"u8.ToArray(),
    ];

    /// <summary>Returns true if a text stands for an unknown value of a dimension.</summary>
    /// <param name="dimension">A number of <see cref="DimensionNames"/>.</param>
    /// <param name="text">The text.</param>
    public static bool IsUnknown(int dimension, ReadOnlySpan<byte> text)
    {
        if (IsNotSet(text))
        {
            return dimension is not (EventSegmentReader.HostnameOverride or EventSegmentReader.PageOverride);
        }

        return dimension switch
        {
            (int)VisitDimension.Country => IsNoCountry(text) || IsAny(Unknown, text),
            (int)VisitDimension.Region => (text.Length > 2 && text[2] == '-' && IsNoCountry(text[..2])) || IsAny(Unknown, text),
            (int)VisitDimension.City
            or (int)VisitDimension.Device
            or (int)VisitDimension.Browser
            or (int)VisitDimension.BrowserVersion
            or (int)VisitDimension.Os
            or (int)VisitDimension.OsVersion
            or (int)VisitDimension.Language
            or DimensionNames.RegionName
            or DimensionNames.CityName => IsAny(Unknown, text),
            _ => false,
        };
    }

    private static bool IsNotSet(ReadOnlySpan<byte> text) => Ascii.EqualsIgnoreCase(text, "(not set)"u8);

    private static bool IsNoCountry(ReadOnlySpan<byte> text) => text.SequenceEqual("\0\0"u8) || IsAny(NoCountries, text);

    private static bool IsAny(byte[][] texts, ReadOnlySpan<byte> text)
    {
        foreach (var one in texts)
        {
            if (Ascii.EqualsIgnoreCase(text, one))
            {
                return true;
            }
        }

        return false;
    }
}
