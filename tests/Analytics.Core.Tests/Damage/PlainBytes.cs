using Analytics.Core.Archives;
using Analytics.Core.EventLog;
using Analytics.Core.Periods;
using Analytics.Core.Periods.Encoding;
using Analytics.Core.Periods.Segments;
using Analytics.Core.Tables;
using Analytics.Testing.Damage;

namespace Analytics.Core.Tests.Damage;

/// <summary>
/// Decoders of bytes that are no rows of a table, and those behind the checksums of rows: should a checksum fit by chance or by intent,
/// they, too, must end with an error or with numbers, and within their memory.
/// </summary>
internal static class PlainBytes
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The decoders.</summary>
    public static Task<IReadOnlyList<ByteDecoder>> OfAsync(StoredBytes stored)
    {
        var records = stored.Log.AllRecords();
        var rollup = stored.Tables.RowsOf(TableNames.Rollups).Last(row => row.RowKey.StartsWith("h|", StringComparison.Ordinal));
        var head = RollupDecoder.DecodeHead(rollup.Head);
        var segment = stored.Tables.RowsOf(TableNames.Rollups).First(row => row.Parts.Count > 0);
        var shard = stored.Tables.RowsOf(TableNames.Rollups).First(row => row.RowKey.Contains("|i", StringComparison.Ordinal));
        return Task.FromResult<IReadOnlyList<ByteDecoder>>([
            Decoder(
                "message",
                [
                    .. records.OrderBy(record => record.Body.Length).Select(record => record.Body.ToArray()).Take(3),
                    .. records.OrderByDescending(record => record.Body.Length).Select(record => record.Body.ToArray()).Take(3),
                ],
                bytes => ReadMessage(bytes)
            ) with
            {
                MaxBytes = 66L << 20,
            },
            Decoder("segment of a message", [EventMessage.Decode(records[^1].Body).ToArray()], bytes => ReadSegments(bytes)),
            Decoder(
                "head without checksum",
                [
                    .. stored
                        .Tables.RowsOf(TableNames.Rollups)
                        .Where(row => row.RowKey[0] is 'h' or 'd' or 'm')
                        .Select(row => row.Head.ToArray())
                        .Take(9),
                ],
                bytes => RollupDecoder.DecodeHead(Sealed(bytes))
            ),
            Decoder("columns without checksum", [rollup.Body.ToArray()], bytes => ReadColumns(head, bytes)),
            Decoder(
                "directory of a segment without checksum",
                [segment.Parts[SegmentParts.Directory].ToArray()],
                bytes => SegmentParts.OpenDirectory(Sealed(bytes))
            ),
            Decoder(
                "shard of ids without checksum",
                [shard.Body.ToArray()],
                bytes => IdShardCodec.Decode(bytes, IdShardCodec.EntryOf(0, bytes, CountOf(bytes)), 0)
            ),
            .. Captured(),
        ]);
    }

    private static ByteDecoder Decoder(string name, byte[][] samples, Action<byte[]> read) =>
        new(
            name,
            samples,
            bytes =>
            {
                read(bytes);
                return Task.CompletedTask;
            },
            IsChecked: false
        );

    private static void ReadMessage(byte[] bytes) => ReadSegments(EventMessage.Decode(bytes).Span);

    private static void ReadSegments(ReadOnlySpan<byte> segments)
    {
        var texts = new List<(int Offset, int Length)>();
        SegmentEvent row = default;
        while (!segments.IsEmpty)
        {
            var reader = new EventSegmentReader(segments, texts);
            while (reader.TryRead(ref row))
            {
                // All rows are read.
            }

            segments = segments[reader.Length..];
        }
    }

    private static void ReadColumns(Rollup head, byte[] body)
    {
        var columns = EncodedColumns.Open(body, new(head.VisitorCount, head.VisitCount, head.EventCount, body.Length), null);
        RowKinds.ReadAll(new Rollup(head.Period, head.Threshold, head.Included, head.Totals, columns, head.LogicVersion));
    }

    private static int CountOf(byte[] shard)
    {
        var source = new Core.Bytes.ByteSource(shard);
        source.Byte();
        return source.Int();
    }

    /// <summary>The bytes with the checksum of all before it at their end.</summary>
    private static byte[] Sealed(byte[] bytes)
    {
        var sealedBytes = bytes.ToArray();
        if (bytes.Length >= 8)
        {
            BitConverter.TryWriteBytes(
                sealedBytes.AsSpan(bytes.Length - 8),
                Core.Hashing.XxHash64.Hash(bytes.AsSpan(0, bytes.Length - 8))
            );
        }

        return sealedBytes;
    }

    private static IEnumerable<ByteDecoder> Captured() =>
        ((string[])["captured-null", "captured-deflate", "captured-snappy"]).Select(file => new ByteDecoder(
            $"archive file {file}",
            [File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Archives", "Captured", $"{file}.avro"))],
            async bytes =>
            {
                await foreach (var record in CaptureFile.ReadAsync(new MemoryStream(bytes), 7, Token))
                {
                    _ = record.Body.Length;
                }
            },
            IsChecked: false
        ));
}
