using System.Globalization;
using Analytics.Core.Periods;
using Analytics.Core.Periods.Segments;

namespace Analytics.Core.Rollups.Segments;

/// <summary>
/// Row keys of segments.
/// <code>
/// row key = "p|", row key of the period, "|", bits and prefix (4 hex digits), "|", xxHash64 of the content (16 hex digits),
///           "|", chunk (4 digits)
/// head    = time of writing (Unix ms), and without chunks the encoded head of its rows
/// parts   = its columns, see <see cref="SegmentParts"/>; none if the segment is too large for one row
/// body    = the bytes of the chunk if the segment is too large for one row
/// </code>
/// A segment is named by its content and never changes. So is a shard of a day's event ids, one row without parts:
/// <code>
/// row key = "p|", row key of the day, "|i", bits and prefix (3 hex digits), "|", xxHash64 of the content (16 hex digits), "|0000"
/// head    = time of writing (Unix ms)
/// body    = the keys, see <see cref="Periods.Encoding.IdShardCodec"/>
/// </code>
/// </summary>
internal static class SegmentKeys
{
    /// <summary>Returns the prefix of the row keys of all segments of the periods whose row keys begin with a text.</summary>
    public static string Prefix(string periodKey) => "p|" + periodKey;

    /// <summary>Returns the prefix of the row keys of a segment's chunks.</summary>
    public static string Of(RollupPeriod period, int bits, SegmentEntry entry) =>
        string.Create(CultureInfo.InvariantCulture, $"{Prefix(period.RowKey)}|{bits:x1}{entry.Prefix:x3}|{entry.Hash:x16}");

    /// <summary>Returns the prefix of the row key of a shard of event ids.</summary>
    public static string Of(RollupPeriod day, int bits, IdShardEntry entry) =>
        string.Create(CultureInfo.InvariantCulture, $"{Prefix(day.RowKey)}|i{bits:x1}{entry.Prefix:x2}|{entry.Hash:x16}");

    /// <summary>Returns the row key of a chunk.</summary>
    public static string Of(RollupPeriod period, int bits, SegmentEntry entry, int chunk) =>
        string.Create(CultureInfo.InvariantCulture, $"{Of(period, bits, entry)}|{chunk:D4}");
}
