using System.Runtime.CompilerServices;
using System.Text;

namespace Analytics.Core.Archives;

/// <summary>Reads an Avro object container file: its schema, then block after block. Not thread-safe.</summary>
/// <remarks>Implements the section "Object Container Files" of the Apache Avro 1.11 specification.</remarks>
internal sealed class AvroFile
{
    private const int SyncBytes = 16;
    private const int MaxHeaderBytes = 1024 * 1024;
    private readonly ArchiveSource _source;
    private readonly byte[] _sync;
    private readonly string _codec;

    private AvroFile(ArchiveSource source, AvroType schema, string codec, byte[] sync, IReadOnlyList<(byte[] Key, byte[] Value)> metadata)
    {
        _source = source;
        Metadata = metadata;
        Schema = schema;
        _codec = codec;
        _sync = sync;
    }

    /// <summary>The type of every value in the file.</summary>
    public AvroType Schema { get; }

    /// <summary>The name of the blocks' compression codec.</summary>
    public string Codec => _codec;

    /// <summary>The marker that ends the header and every block.</summary>
    public ReadOnlyMemory<byte> Sync => _sync;

    /// <summary>The entries of the header.</summary>
    public IReadOnlyList<(byte[] Key, byte[] Value)> Metadata { get; }

    /// <exception cref="InvalidDataException">The stream is no Avro file.</exception>
    public static async ValueTask<AvroFile> OpenAsync(Stream stream, CancellationToken cancellationToken)
    {
        var source = new ArchiveSource(stream);
        var magic = await source.BytesAsync(4, 4, cancellationToken);
        if (!magic.AsSpan().SequenceEqual("Obj\u0001"u8))
        {
            throw new InvalidDataException("Not an Avro file: it does not begin with 'Obj' and version 1.");
        }

        var metadata = new List<(byte[] Key, byte[] Value)>();
        AvroType? schema = null;
        var codec = "null";
        for (var count = await source.LongAsync(cancellationToken); count != 0; count = await source.LongAsync(cancellationToken))
        {
            if (count < 0)
            {
                // A negative count is followed by the block's size, which only skipping needs.
                count = -count;
                await source.LongAsync(cancellationToken);
            }

            for (; count > 0; count--)
            {
                var name = await TextAsync(source, cancellationToken);
                var value = await TextAsync(source, cancellationToken);
                var key = Encoding.UTF8.GetString(name);
                metadata.Add((name, value));
                schema = key == "avro.schema" ? AvroSchemaParser.Parse(value) : schema;
                codec = key == "avro.codec" ? Encoding.UTF8.GetString(value) : codec;
            }
        }

        var sync = await source.BytesAsync(SyncBytes, SyncBytes, cancellationToken);
        return new(
            source,
            schema ?? throw new InvalidDataException("The Avro file's header has no 'avro.schema'."),
            codec,
            sync,
            metadata
        );
    }

    /// <summary>Reads the blocks in order; none in a file with only a header.</summary>
    /// <exception cref="InvalidDataException">The file is damaged or cut off.</exception>
    public async IAsyncEnumerable<AvroBlock> ReadBlocksAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (!await _source.IsAtEndAsync(cancellationToken))
        {
            var count = await _source.LongAsync(cancellationToken);
            var length = await _source.LongAsync(cancellationToken);
            var block = await _source.BytesAsync(length, AvroCodec.MaxBlockBytes, cancellationToken);
            var sync = await _source.BytesAsync(SyncBytes, SyncBytes, cancellationToken);
            if (!sync.AsSpan().SequenceEqual(_sync))
            {
                throw new InvalidDataException($"The Avro block before byte {_source.Position} does not end with the file's sync marker.");
            }

            yield return new(count, AvroCodec.Decode(_codec, block));
        }
    }

    private static async ValueTask<byte[]> TextAsync(ArchiveSource source, CancellationToken cancellationToken) =>
        await source.BytesAsync(await source.LongAsync(cancellationToken), MaxHeaderBytes, cancellationToken);
}
