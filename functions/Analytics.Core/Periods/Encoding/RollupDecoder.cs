using Analytics.Core.Bytes;
using Analytics.Core.Hashing;

namespace Analytics.Core.Periods.Encoding;

/// <summary>Decodes rollups from <see cref="RollupEncoder"/>; columns are decoded when first used. Thread-safe.</summary>
public static class RollupDecoder
{
    /// <summary>Decodes a rollup and verifies both checksums.</summary>
    /// <exception cref="InvalidDataException">The bytes are damaged or of an unknown version.</exception>
    public static Rollup Decode(ReadOnlyMemory<byte> head, ReadOnlyMemory<byte> body)
    {
        var (rollup, bodyHash) = DecodeHead(head.Span, (counts, revenue) => EncodedColumns.Open(body, counts, revenue));
        return XxHash64.Hash(body.Span) == bodyHash ? rollup : throw new InvalidDataException("The checksum of a rollup's body is wrong.");
    }

    /// <summary>Decodes only a rollup's head: period, counts, inclusion and totals; its columns must not be used.</summary>
    /// <exception cref="InvalidDataException">The bytes are damaged or of an unknown version.</exception>
    public static Rollup DecodeHead(ReadOnlyMemory<byte> head) =>
        DecodeHead(head.Span, (counts, _) => EncodedColumns.Absent(counts)).Rollup;

    /// <summary>As <see cref="DecodeHead(ReadOnlyMemory{byte})"/>; null if the bytes are damaged or of an unknown version.</summary>
    internal static Rollup? TryDecodeHead(ReadOnlyMemory<byte> head)
    {
        try
        {
            return DecodeHead(head);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>Decodes a rollup of which some columns may be absent.</summary>
    /// <param name="head">The head.</param>
    /// <param name="directory">The columns.</param>
    /// <param name="bytesOf">The bytes of a column.</param>
    /// <exception cref="InvalidDataException">The head is damaged or of an unknown version.</exception>
    internal static Rollup DecodeColumns(ReadOnlyMemory<byte> head, ColumnDirectory directory, Func<int, ReadOnlyMemory<byte>> bytesOf) =>
        DecodeHead(head.Span, (counts, _) => EncodedColumns.Open(directory, bytesOf, counts)).Rollup;

    /// <summary>Returns an empty rollup to replace an unreadable one; its columns must not be used.</summary>
    internal static Rollup Absent(RollupPeriod period, Inclusion included) =>
        new(period, ulong.MaxValue, included, new(), EncodedColumns.Absent(new(0, 0, 0, 1)), Rollup.CurrentLogicVersion);

    private static (Rollup Rollup, ulong BodyHash) DecodeHead(ReadOnlySpan<byte> head, Func<RowCounts, RevenueTotals?, RollupColumns> open)
    {
        if (head.Length < 12 || !head.StartsWith("AR"u8))
        {
            throw new InvalidDataException("Not a rollup: the magic bytes 'AR' are missing.");
        }

        var version = head[2];
        if (version is not (1 or RollupEncoder.Version or RollupEncoder.ManifestVersion))
        {
            throw new InvalidDataException(
                $"Rollup version {version} is unknown; this program reads versions 1 to {RollupEncoder.ManifestVersion}."
            );
        }

        var tail = new ByteSource(head[^8..]);
        if (XxHash64.Hash(head[..^8]) != tail.Fixed64())
        {
            throw new InvalidDataException("The checksum of a rollup's head is wrong.");
        }

        var source = new ByteSource(head[3..^8]);
        var period = new RollupPeriod((RollupTier)source.Byte(), source.Signed());
        var threshold = source.Fixed64();
        var logicVersion = source.Int();
        var counts = new RowCounts(source.Int(), source.Int(), source.Int(), source.Int());
        var bodyHash = source.Fixed64();
        var included = TotalsCodec.ReadInclusion(ref source);
        var (totals, revenue) = version == 1 ? TotalsCodec.ReadVersion1(ref source) : (TotalsCodec.ReadTotals(ref source), null);
        var segments = version == RollupEncoder.ManifestVersion ? SegmentListCodec.Read(ref source) : null;
        var hours = source.Remaining > 0 ? TotalsCodec.ReadHours(ref source) : null;
        var kept = source.Remaining > 0 ? source.Byte() : (byte)0;
        var ids = kept == RollupEncoder.IdsApart ? IdShardListCodec.Read(ref source) : null;
        var rollup = new Rollup(period, threshold, hours?.All ?? included, totals, open(counts, revenue), logicVersion)
        {
            IsVersion1 = version == 1,
            Segments = segments,
            Hours = hours,
            HasIds = kept == RollupEncoder.IdsKept,
            Ids = ids,
        };
        return (rollup, bodyHash);
    }
}
