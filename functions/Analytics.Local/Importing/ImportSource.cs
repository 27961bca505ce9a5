using System.IO.Compression;

namespace Analytics.Local.Importing;

/// <summary>What is imported: a file or standard input, decompressed if it is gzip, which its first bytes tell.</summary>
internal sealed class ImportSource : IDisposable
{
    private readonly Stream _raw;

    private ImportSource(Stream raw, Stream content, long? length)
    {
        _raw = raw;
        Content = content;
        Length = length;
    }

    /// <summary>The text.</summary>
    public Stream Content { get; }

    /// <summary>Bytes of the file as it is stored; null when unknown.</summary>
    public long? Length { get; }

    /// <summary>Bytes of it that were read so far; only with a <see cref="Length"/>.</summary>
    public long Position => _raw.Position;

    /// <summary>Opens a file, or standard input for <c>-</c>.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static async Task<ImportSource> OpenAsync(string path, CancellationToken cancellationToken)
    {
        if (path == "-")
        {
            return await DecompressAsync(Console.OpenStandardInput(), null, cancellationToken);
        }

        var options = new FileStreamOptions { Options = FileOptions.SequentialScan | FileOptions.Asynchronous, BufferSize = 256 * 1024 };
        var file = new FileStream(path, options);
        return await DecompressAsync(file, file.Length, cancellationToken);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Content.Dispose();
        _raw.Dispose();
    }

    private static async Task<ImportSource> DecompressAsync(Stream raw, long? length, CancellationToken cancellationToken)
    {
        var start = new byte[2];
        var read = await raw.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellationToken);
        var whole = new PrefixedStream(start.AsMemory(0, read), raw);
        var zipped = read == 2 && start[0] == 0x1f && start[1] == 0x8b;
        return new ImportSource(raw, zipped ? new GZipStream(whole, CompressionMode.Decompress) : whole, length);
    }
}
