using System.Text;
using Analytics.Core.Dimensions;
using Analytics.Core.EventLog;

namespace Analytics.Core.Collection;

/// <summary>The names of the dimensions that an import can set, as in the query API, in UTF-8.</summary>
internal static class DimensionNames
{
    /// <summary>The number of the name of a region, which becomes a part of the region.</summary>
    public const int RegionName = 1_000;

    /// <summary>The number of the name of a city, which becomes a part of the city.</summary>
    public const int CityName = 1_001;

    private static readonly (byte[] Name, int Number)[] Names =
    [
        .. Enum.GetValues<VisitDimension>().Select(dimension => (Encoding.ASCII.GetBytes(dimension.Name), (int)dimension)),
        ("event:hostname"u8.ToArray(), EventSegmentReader.HostnameOverride),
        ("event:page"u8.ToArray(), EventSegmentReader.PageOverride),
        ("visit:region_name"u8.ToArray(), RegionName),
        ("visit:city_name"u8.ToArray(), CityName),
    ];

    /// <summary>Number of entries.</summary>
    public static int Count => Names.Length;

    /// <summary>Returns the stored number; −1 for an unknown name.</summary>
    public static int Find(ReadOnlySpan<byte> name)
    {
        foreach (var (candidate, number) in Names)
        {
            if (name.SequenceEqual(candidate))
            {
                return number;
            }
        }

        return -1;
    }
}
