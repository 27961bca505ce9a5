using System.Globalization;
using Analytics.Core.Bytes;
using Analytics.Core.Periods;

namespace Analytics.Core.Rollups;

/// <summary>
/// The format of bodies in parts.
/// <code>
/// part row key = "p|", row key of the rollup, "|", xxHash64 of the body (16 hex digits), "|", number (4 digits); head = when it was written (Unix ms)
/// body in place = "AP" (2 bytes), xxHash64 of the body (8 bytes), number of parts
/// </code>
/// </summary>
internal static class LargeBody
{
    private const int InPlaceBytes = 20;

    /// <summary>The row keys of the parts of rollups whose row keys begin so.</summary>
    public static string PartPrefix(string rowKey) => "p|" + rowKey;

    /// <summary>How the row keys of the parts begin that a body stands for.</summary>
    public static string PartsKey(RollupPeriod period, ReadOnlySpan<byte> body) => $"{PartPrefix(period.RowKey)}|{Hex(Parts(body).Hash)}";

    /// <summary>What a rollup's row has in place of its body.</summary>
    public static byte[] InPlace(ulong hash, int parts)
    {
        var sink = new ByteSink();
        sink.Bytes("AP"u8);
        sink.Fixed64(hash);
        sink.Varint((uint)parts);
        return sink.ToArray();
    }

    /// <summary>True if a row's body stands for parts.</summary>
    public static bool IsInParts(ReadOnlySpan<byte> body) => body.Length is > 10 and <= InPlaceBytes && body.StartsWith("AP"u8);

    /// <summary>The hash and the number of the parts that a body stands for.</summary>
    public static (ulong Hash, int Count) Parts(ReadOnlySpan<byte> body)
    {
        var source = new ByteSource(body[2..]);
        return (source.Fixed64(), source.Int());
    }

    /// <summary>The row key of a part.</summary>
    public static string PartKey(RollupPeriod period, ulong hash, int part) =>
        string.Create(CultureInfo.InvariantCulture, $"{PartPrefix(period.RowKey)}|{Hex(hash)}|{part:D4}");

    private static string Hex(ulong hash) => hash.ToString("x16", CultureInfo.InvariantCulture);
}
