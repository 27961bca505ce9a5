using System.Buffers.Binary;
using System.Globalization;
using Analytics.Core.EventLog;
using Analytics.Core.Rollups;
using Analytics.Core.Rollups.Encoding;
using Analytics.Core.Tables;

namespace Analytics.Core.Live;

/// <summary>
/// A row of the live table: the blocks that one batch of one partition, or several folded into one, added to the sites of one bucket.
/// <code>
/// row key = "b", bucket (2 digits), "|", sequence number (19 digits), of the last row that was folded into it; then "|", part of a large batch
/// head    = first sequence number, last − first, enqueued time of the last message (Unix ms), bytes of the body, version (= 2), level
/// body    = see <see cref="LiveRowWriter"/>
/// </code>
/// Version 1 had neither version nor level, and in its body (site length and text, head length, body length, head, body of the site's rollup)….
/// </summary>
internal static class LiveRow
{
    /// <summary>The exclusive end of all row keys of blocks.</summary>
    public const string BlocksEnd = "c";

    private const int Version = 2;

    public static string PartitionKey(int partition) => partition.ToString("D4", CultureInfo.InvariantCulture);

    public static string RowKey(int bucket, long firstSequenceNumber, int part = 0) => part == 0
        ? string.Create(CultureInfo.InvariantCulture, $"b{bucket:D2}|{firstSequenceNumber:D19}")
        : string.Create(CultureInfo.InvariantCulture, $"b{bucket:D2}|{firstSequenceNumber:D19}|{part:D3}");

    /// <summary>The exclusive end of a bucket's row keys.</summary>
    public static string BucketEnd(int bucket) => string.Create(CultureInfo.InvariantCulture, $"b{bucket:D2}}}");

    /// <summary>The bucket that a row key names.</summary>
    public static int BucketOf(string rowKey) => int.Parse(rowKey.AsSpan(1, 2), CultureInfo.InvariantCulture);

    public static byte[] Head(SequenceRange range, DateTimeOffset enqueued, int bodyBytes, int level = 0)
    {
        var sink = new ByteSink();
        sink.Varint((ulong)range.First);
        sink.Varint((ulong)(range.Last - range.First));
        sink.Varint((ulong)enqueued.ToUnixTimeMilliseconds());
        sink.Varint((uint)bodyBytes);
        sink.Varint(Version);
        sink.Varint((uint)level);
        return sink.ToArray();
    }

    /// <exception cref="TableCorruptException">The row is damaged.</exception>
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
            return new(new(first, last), enqueued, bytes, version, version == 1 ? 0 : source.Int());
        }
        catch (Exception exception) when (exception is InvalidDataException or ArgumentOutOfRangeException)
        {
            throw Corrupt(row, exception);
        }
    }

    /// <summary>The blocks of a row, of one site or (null) of all.</summary>
    /// <exception cref="TableCorruptException">The row is damaged.</exception>
    public static List<(string Site, IRollupPart Part)> ReadBlocks(TableRow row, string? site)
    {
        var head = ReadHead(row);
        var partition = int.TryParse(row.PartitionKey.AsSpan(row.PartitionKey.LastIndexOf('|') + 1), CultureInfo.InvariantCulture, out var number) ? number : 0;
        try
        {
            return head.Version switch
            {
                1 => LiveRowVersion1.ReadBlocks(row.Body, site),
                Version => ReadBlocks(row.Body, Inclusion.Of(partition, head.Range.First, head.Range.Last), site),
                _ => throw new InvalidDataException($"Live row version {head.Version} is unknown; this program reads versions 1 to {Version}."),
            };
        }
        catch (Exception exception) when (exception is InvalidDataException or ArgumentOutOfRangeException or OverflowException or IndexOutOfRangeException)
        {
            throw Corrupt(row, exception);
        }
    }

    private static List<(string Site, IRollupPart Part)> ReadBlocks(ReadOnlyMemory<byte> body, Inclusion included, string? site)
    {
        var blocks = new List<(string Site, IRollupPart Part)>();
        var wanted = site is null ? null : System.Text.Encoding.UTF8.GetBytes(site);
        var at = 0;
        var texts = LiveTexts.Read(body, ref at);
        while (at < body.Length)
        {
            var span = body.Span;
            var name = Varint.ReadInt(span, ref at);
            var hour = Varint.UnZigZag(Varint.Read(span, ref at)) * RollupPeriod.Hour;
            var kind = span[at++];
            var length = Varint.ReadInt(span, ref at);
            var checksum = BinaryPrimitives.ReadUInt32LittleEndian(span[at..]);
            at += sizeof(uint);
            if (wanted is null || texts[name].SequenceEqual(wanted))
            {
                var content = body.Slice(at, length);
                if (LiveRowWriter.Checksum(content.Span) != checksum)
                {
                    throw new InvalidDataException($"The checksum of the block of site '{texts.GetString(name)}' is wrong.");
                }

                var domain = site ?? texts.GetString(name);
                blocks.Add((domain, kind == LiveRowWriter.Rows ? new LiveBlock(domain, hour, included, texts, content) : ReadRun(content)));
            }

            at += length;
        }

        return blocks;
    }

    private static Rollup ReadRun(ReadOnlyMemory<byte> content)
    {
        var at = 0;
        var headLength = Varint.ReadInt(content.Span, ref at);
        return RollupDecoder.Decode(content.Slice(at, headLength), content[(at + headLength)..]);
    }

    private static TableCorruptException Corrupt(TableRow row, Exception exception) =>
        new($"Row '{row.RowKey}' of partition '{row.PartitionKey}' in table 'live' is damaged: {exception.Message} Restore the table from a backup.", exception);
}
