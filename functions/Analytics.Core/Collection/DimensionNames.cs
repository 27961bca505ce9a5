using Analytics.Core.Dimensions;
using Analytics.Core.EventLog;

namespace Analytics.Core.Collection;

/// <summary>The names by which an import sets dimensions, as in the query API.</summary>
internal static class DimensionNames
{
    /// <summary>The number of a region's name, which goes into the region.</summary>
    public const int RegionName = 1_000;

    /// <summary>The number of a city's name, which goes into the city.</summary>
    public const int CityName = 1_001;

    private static readonly (byte[] Name, int Number)[] Names =
    [
        .. Enum.GetValues<VisitDimension>().Select(dimension => (NameOf(dimension), (int)dimension)),
        ("event:hostname"u8.ToArray(), EventSegmentReader.HostnameOverride),
        ("event:page"u8.ToArray(), EventSegmentReader.PageOverride),
        ("visit:region_name"u8.ToArray(), RegionName),
        ("visit:city_name"u8.ToArray(), CityName),
    ];

    /// <summary>Number of entries.</summary>
    public static int Count => Names.Length;

    /// <summary>The stored number, or −1 for an unknown name.</summary>
    public static int Find(ReadOnlySpan<byte> name)
    {
        foreach (var (known, number) in Names)
        {
            if (name.SequenceEqual(known))
            {
                return number;
            }
        }

        return -1;
    }

    /// <summary>The name of a visit dimension.</summary>
    public static string Of(VisitDimension dimension) => System.Text.Encoding.ASCII.GetString(NameOf(dimension));

    private static byte[] NameOf(VisitDimension dimension) =>
        dimension switch
        {
            VisitDimension.Source => "visit:source"u8.ToArray(),
            VisitDimension.Referrer => "visit:referrer"u8.ToArray(),
            VisitDimension.Channel => "visit:channel"u8.ToArray(),
            VisitDimension.UtmSource => "visit:utm_source"u8.ToArray(),
            VisitDimension.UtmMedium => "visit:utm_medium"u8.ToArray(),
            VisitDimension.UtmCampaign => "visit:utm_campaign"u8.ToArray(),
            VisitDimension.UtmContent => "visit:utm_content"u8.ToArray(),
            VisitDimension.UtmTerm => "visit:utm_term"u8.ToArray(),
            VisitDimension.Device => "visit:device"u8.ToArray(),
            VisitDimension.Browser => "visit:browser"u8.ToArray(),
            VisitDimension.BrowserVersion => "visit:browser_version"u8.ToArray(),
            VisitDimension.Os => "visit:os"u8.ToArray(),
            VisitDimension.OsVersion => "visit:os_version"u8.ToArray(),
            VisitDimension.Country => "visit:country"u8.ToArray(),
            VisitDimension.Region => "visit:region"u8.ToArray(),
            VisitDimension.City => "visit:city"u8.ToArray(),
            VisitDimension.Language => "visit:language"u8.ToArray(),
            VisitDimension.Platform => "visit:platform"u8.ToArray(),
            _ => throw new InvalidOperationException($"The visit dimension {dimension} has no name; give it one here."),
        };
}
