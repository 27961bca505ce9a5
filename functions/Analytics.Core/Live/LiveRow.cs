using System.Buffers.Binary;
using System.Globalization;
using Analytics.Core.Bytes;
using Analytics.Core.Periods;
using Analytics.Core.Periods.Encoding;
using Analytics.Core.Tables;

namespace Analytics.Core.Live;

/// <summary>
/// A row of the live table: the blocks that one batch of one partition, or several folded into one, added to the sites of one bucket.
/// <code>
/// row key = "b", bucket (2 digits), "|", first sequence number (19 digits)
///           from the second row of a large batch on also "|", part (3 digits)
///           of a folded row the key of its last original, "~", level
/// head    = first sequence number, last − first, enqueued time of the last message (Unix ms), bytes of the body,
///           version (= 2), level, time of the fold (Unix ms)
/// body    = see <see cref="LiveRowWriter"/>
/// </code>
/// Version 1 had neither version nor level, and its body was a list of (site length and text, head length, body length, head, body of the
/// site's rollup).
/// </summary>
internal static class LiveRow
{
    private const int RowKeyLength = 23;

    /// <summary>The exclusive end of all row keys of blocks.</summary>
    public const string BlocksEnd = "c";

    /// <summary>The version of new rows.</summary>
    public const int Version = 2;

    public static string PartitionKey(int partition) => partition.ToString("D4", CultureInfo.InvariantCulture);

    public static string RowKey(int bucket, long firstSequenceNumber, int part = 0) =>
        part == 0
            ? string.Create(CultureInfo.InvariantCulture, $"b{bucket:D2}|{firstSequenceNumber:D19}")
            : string.Create(CultureInfo.InvariantCulture, $"b{bucket:D2}|{firstSequenceNumber:D19}|{part:D3}");

    /// <summary>The exclusive end of a bucket's row keys.</summary>
    public static string BucketEnd(int bucket) => string.Create(CultureInfo.InvariantCulture, $"b{bucket:D2}}}");

    /// <summary>Returns the bucket of a row key.</summary>
    public static int BucketOf(string rowKey) => int.Parse(rowKey.AsSpan(1, 2), CultureInfo.InvariantCulture);

    /// <summary>Returns the row key of a folded row.</summary>
    public static string FoldedKey(string lastRowKey, int level) =>
        string.Create(CultureInfo.InvariantCulture, $"{lastRowKey.AsSpan(0, RowKeyLength)}~{level}");

    /// <summary>The head of a batch's row.</summary>
    public static byte[] Head(SequenceRange range, DateTimeOffset enqueued, int bodyBytes) =>
        Head(new(range, enqueued, bodyBytes, Version, 0, DateTimeOffset.UnixEpoch));

    public static byte[] Head(in LiveRowHead head)
    {
        var sink = new ByteSink();
        sink.Varint((ulong)head.Range.First);
        sink.Varint((ulong)(head.Range.Last - head.Range.First));
        sink.Varint((ulong)head.Enqueued.ToUnixTimeMilliseconds());
        sink.Varint((uint)head.BodyBytes);
        sink.Varint(Version);
        sink.Varint((uint)head.Level);
        sink.Varint((ulong)head.Folded.ToUnixTimeMilliseconds());
        return sink.ToArray();
    }

    /// <summary>
    /// Reads the head of a row. A damaged one reads as very old, with the message that the row's key names, so that it blocks no reader.
    /// </summary>
    public static LiveRowHead ReadHead(TableRow row)
    {
        try
        {
            var source = new ByteSource(row.Head.Span);
            var first = (long)source.Varint();
            var last = first + (long)source.Varint();
            var enqueued = DateTimeOffset.FromUnixTimeMilliseconds((long)source.Varint());
            var bytes = source.Int();
            var version = source.Remaining == 0 ? 1 : source.Int();
            var level = version == 1 ? 0 : source.Int();
            var folded = version == 1 ? 0 : (long)source.Varint();
            return new(new(first, last), enqueued, bytes, version, level, DateTimeOffset.FromUnixTimeMilliseconds(folded));
        }
        catch (Exception exception) when (IsDamage(exception))
        {
            var number = long.Parse(row.RowKey.AsSpan(4, 19), CultureInfo.InvariantCulture);
            return new(new(number, number), DateTimeOffset.UnixEpoch, row.Body.Length, LiveRowHead.Damaged, 0, DateTimeOffset.UnixEpoch);
        }
    }

    /// <summary>Reads the blocks of a row, of one site or (null) of all.</summary>
    /// <exception cref="TableCorruptException">The row is damaged.</exception>
    public static List<(string Site, IRollupPart Part)> ReadBlocks(TableRow row, string? site)
    {
        var blocks = ReadBlocks(row, site, out var damaged);
        return damaged is [var first, ..] ? throw Corrupt(row, first.Reason) : blocks;
    }

    /// <summary>Reads the undamaged blocks of a row, of one site or (null) of all.</summary>
    /// <param name="row">The row.</param>
    /// <param name="site">The site.</param>
    /// <param name="damaged">
    /// The blocks that cannot be read; the whole row as one block without a site if its blocks are unknown.
    /// </param>
    public static List<(string Site, IRollupPart Part)> ReadBlocks(TableRow row, string? site, out List<DamagedBlock> damaged) =>
        ReadBlocks(row, site, hours: null, out damaged);

    /// <summary>Reads the undamaged blocks of some hours of a site. Other blocks cost some nanoseconds each.</summary>
    /// <param name="row">The row.</param>
    /// <param name="site">The site.</param>
    /// <param name="hours">The first seconds of the hours, Unix time.</param>
    public static IEnumerable<IRollupPart> ReadHours(TableRow row, string site, IReadOnlySet<long> hours) =>
        ReadBlocks(row, site, hours, out _).Select(block => block.Part);

    private static List<(string Site, IRollupPart Part)> ReadBlocks(
        TableRow row,
        string? site,
        IReadOnlySet<long>? hours,
        out List<DamagedBlock> damaged
    )
    {
        var blocks = new List<(string Site, IRollupPart Part)>();
        damaged = [];
        try
        {
            var head = ReadHead(row);
            if (head.Version == 1)
            {
                return LiveRowVersion1.ReadBlocks(row.Body, site).FindAll(block => hours?.Contains(block.Part.Period.Start) != false);
            }

            if (head.Version != Version)
            {
                throw new InvalidDataException(
                    head.IsDamaged
                        ? "Its head cannot be read."
                        : $"Live row version {head.Version} is unknown; this program reads versions 1 to {Version}."
                );
            }

            var partition = int.Parse(row.PartitionKey.AsSpan(row.PartitionKey.LastIndexOf('|') + 1), CultureInfo.InvariantCulture);
            Read(row.Body, Inclusion.Of(partition, head.Range.First, head.Range.Last), site, hours, blocks, damaged);
        }
        catch (Exception exception) when (IsDamage(exception))
        {
            damaged.Add(new(null, null, row.Body, exception));
        }

        return blocks;
    }

    private static void Read(
        ReadOnlyMemory<byte> body,
        Inclusion included,
        string? site,
        IReadOnlySet<long>? hours,
        List<(string Site, IRollupPart Part)> blocks,
        List<DamagedBlock> damaged
    )
    {
        var siteBytes = site is null ? null : System.Text.Encoding.UTF8.GetBytes(site);
        var offset = 0;
        var texts = LiveTexts.Read(body, ref offset);
        var textsEnd = offset;
        while (offset < body.Length)
        {
            var span = body.Span;
            var name = Varint.ReadInt(span, ref offset);
            var hour = Varint.UnZigZag(Varint.Read(span, ref offset)) * RollupPeriod.Hour;
            var kind = span[offset++];
            var length = Varint.ReadInt(span, ref offset);
            var checksum = BinaryPrimitives.ReadUInt32LittleEndian(span[offset..]);
            offset += sizeof(uint);
            if (hours?.Contains(hour) != false && (siteBytes is null || texts[name].SequenceEqual(siteBytes)))
            {
                var content = body.Slice(offset, length);
                var domain = site ?? texts.GetString(name);
                try
                {
                    if (LiveRowWriter.Checksum(content.Span) != checksum)
                    {
                        throw new InvalidDataException($"The checksum of the block of site '{domain}' is wrong.");
                    }

                    blocks.Add(
                        (
                            domain,
                            kind == LiveRowWriter.Rows
                                ? new LiveBlock(domain, hour, included, texts, content)
                                {
                                    TextBytes = (long)texts.ByteCount * length / (body.Length - textsEnd),
                                }
                                : ReadRun(content)
                        )
                    );
                }
                catch (Exception exception) when (IsDamage(exception))
                {
                    damaged.Add(new(domain, hour, content, exception));
                }
            }

            offset += length;
        }
    }

    private static bool IsDamage(Exception exception) =>
        exception
            is InvalidDataException
                or ArgumentException
                or OverflowException
                or IndexOutOfRangeException
                or FormatException
                or TableCorruptException;

    private static Rollup ReadRun(ReadOnlyMemory<byte> content)
    {
        var offset = 0;
        var headLength = Varint.ReadInt(content.Span, ref offset);
        return RollupDecoder.Decode(content.Slice(offset, headLength), content[(offset + headLength)..]);
    }

    private static TableCorruptException Corrupt(TableRow row, Exception exception) =>
        new(
            $"Row '{row.RowKey}' of partition '{row.PartitionKey}' in table 'live' is damaged: "
                + $"{exception.Message} {TableRemedies.Of(TableNames.Live)}",
            exception
        );
}
