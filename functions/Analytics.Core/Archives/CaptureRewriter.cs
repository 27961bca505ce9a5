using Analytics.Core.Bytes;
using Analytics.Core.EventLog;

namespace Analytics.Core.Archives;

/// <summary>
/// Copies a file of Event Hubs Capture with new bodies for some messages, block by block; all other fields are copied unchanged. A file
/// compressed by snappy becomes compressed by deflate.
/// </summary>
internal static class CaptureRewriter
{
    /// <summary>Copies a file.</summary>
    /// <param name="content">The file from its beginning.</param>
    /// <param name="partition">Its partition.</param>
    /// <param name="rewrite">The new body of a message; null keeps it.</param>
    /// <param name="target">Receives the copy.</param>
    /// <param name="cancellationToken">Cancels the copy.</param>
    /// <returns>True if any body has changed, and the number of the last message, null without any.</returns>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public static async Task<(bool IsChanged, long? Last)> CopyAsync(
        Stream content,
        int partition,
        Func<LogRecord, ReadOnlyMemory<byte>?> rewrite,
        Stream target,
        CancellationToken cancellationToken
    )
    {
        var file = await AvroFile.OpenAsync(content, cancellationToken);
        var codec = file.Codec == "null" ? file.Codec : "deflate";
        var records = new CaptureRecords(file.Schema, partition);
        var sink = new ByteSink();
        WriteHeader(sink, file, codec);
        await target.WriteAsync(sink.ToArray(), cancellationToken);
        var (isChanged, last) = (false, (long?)null);
        await foreach (var block in file.ReadBlocksAsync(cancellationToken))
        {
            sink.Clear();
            foreach (var (record, start, bodyAt, end) in records.ReadPlaces(block))
            {
                last = record.SequenceNumber;
                var bytes = block.Bytes.Span;
                if (bodyAt >= 0 && rewrite(record) is { } body)
                {
                    isChanged = true;
                    sink.Bytes(bytes[start..bodyAt]);
                    sink.Signed((long)body.Length);
                    sink.Bytes(body.Span);
                    var after = bodyAt;
                    Varint.Read(bytes, ref after);
                    sink.Bytes(bytes[(after + record.Body.Length)..end]);
                }
                else
                {
                    sink.Bytes(bytes[start..end]);
                }
            }

            var encoded = AvroCodec.Encode(codec, sink.ToArray());
            sink.Clear();
            sink.Signed(block.Count);
            sink.Signed((long)encoded.Length);
            await target.WriteAsync(sink.ToArray(), cancellationToken);
            await target.WriteAsync(encoded, cancellationToken);
            await target.WriteAsync(file.Sync, cancellationToken);
        }

        return (isChanged, last);
    }

    private static void WriteHeader(ByteSink sink, AvroFile file, string codec)
    {
        sink.Bytes("Obj\u0001"u8);
        sink.Signed((long)file.Metadata.Count);
        foreach (var (key, value) in file.Metadata)
        {
            Text(key);
            Text(key.AsSpan().SequenceEqual("avro.codec"u8) ? System.Text.Encoding.UTF8.GetBytes(codec) : value);
        }

        sink.Signed(0L);
        sink.Bytes(file.Sync.Span);

        void Text(byte[] text)
        {
            sink.Signed((long)text.Length);
            sink.Bytes(text);
        }
    }
}
