using System.Globalization;
using Analytics.Core.EventLog;
using Analytics.Core.Rollups;
using Analytics.Core.Rollups.Encoding;
using Analytics.Core.Tables;

namespace Analytics.Core.Aggregation;

/// <summary>
/// A row of the live table: the blocks that one batch of one partition left for the sites of one bucket.
/// <code>
/// row key = "b", bucket (2 digits), "|", first sequence number (19 digits)
/// head    = first sequence number, last − first, enqueued time of the last message (Unix ms), bytes of the body
/// body    = (site length and text, head length, body length, head, body of the site's rollup)…
/// </code>
/// </summary>
internal static class LiveRow
{
    public static string PartitionKey(int partition) => partition.ToString("D4", CultureInfo.InvariantCulture);

    public static string RowKey(int bucket, long firstSequenceNumber) =>
        string.Create(CultureInfo.InvariantCulture, $"b{bucket:D2}|{firstSequenceNumber:D19}");

    /// <summary>The exclusive end of a bucket's row keys.</summary>
    public static string BucketEnd(int bucket) => string.Create(CultureInfo.InvariantCulture, $"b{bucket:D2}}}");

    /// <summary>The exclusive end of all row keys of blocks.</summary>
    public const string BlocksEnd = "c";

    public static void AppendBlock(ByteSink body, string site, EncodedRollup block)
    {
        body.Text(site);
        body.Varint((uint)block.Head.Length);
        body.Varint((uint)block.Body.Length);
        body.Bytes(block.Head.Span);
        body.Bytes(block.Body.Span);
    }

    public static byte[] Head(SequenceRange range, DateTimeOffset enqueued, int bodyBytes)
    {
        var sink = new ByteSink();
        sink.Varint((ulong)range.First);
        sink.Varint((ulong)(range.Last - range.First));
        sink.Varint((ulong)enqueued.ToUnixTimeMilliseconds());
        sink.Varint((uint)bodyBytes);
        return sink.ToArray();
    }

    public static LiveRowHead ReadHead(TableRow row)
    {
        try
        {
            var source = new ByteSource(row.Head.Span);
            var first = (long)source.Varint();
            var last = first + (long)source.Varint();
            return new(new(first, last), DateTimeOffset.FromUnixTimeMilliseconds((long)source.Varint()), source.Int());
        }
        catch (InvalidDataException exception)
        {
            throw Corrupt(row, exception);
        }
    }

    /// <summary>The blocks of a row, of one site or (null) of all.</summary>
    /// <exception cref="TableCorruptException">The row is damaged.</exception>
    public static List<LiveBlock> ReadBlocks(TableRow row, string? site)
    {
        try
        {
            var blocks = new List<LiveBlock>();
            var body = row.Body;
            var wanted = site is null ? null : System.Text.Encoding.UTF8.GetBytes(site);
            for (var at = 0; at < body.Length;)
            {
                var span = body.Span;
                var siteLength = Varint.ReadInt(span, ref at);
                var siteAt = at;
                at += siteLength;
                var headLength = Varint.ReadInt(span, ref at);
                var bodyLength = Varint.ReadInt(span, ref at);
                if (wanted is null || span.Slice(siteAt, siteLength).SequenceEqual(wanted))
                {
                    blocks.Add(new(
                        site ?? System.Text.Encoding.UTF8.GetString(span.Slice(siteAt, siteLength)),
                        RollupDecoder.Decode(body.Slice(at, headLength), body.Slice(at + headLength, bodyLength))));
                }

                at += headLength + bodyLength;
            }

            return blocks;
        }
        catch (Exception exception) when (exception is InvalidDataException or ArgumentOutOfRangeException)
        {
            throw Corrupt(row, exception);
        }
    }

    private static TableCorruptException Corrupt(TableRow row, Exception exception) =>
        new($"Row '{row.RowKey}' of partition '{row.PartitionKey}' in table 'live' is damaged: {exception.Message} Restore the table from a backup.", exception);
}
