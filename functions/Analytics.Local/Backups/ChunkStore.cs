using System.Security.Cryptography;
using ZstdSharp;

namespace Analytics.Local.Backups;

/// <summary>
/// Chunks of files, compressed and named by the SHA-256 of their content, so that backups share equal chunks. Not thread-safe.
/// </summary>
/// <param name="directory">The directory of the chunks.</param>
internal sealed class ChunkStore(string directory) : IDisposable
{
    /// <summary>Length of a chunk in bytes, a multiple of a database's page. The last chunk of a file may be shorter.</summary>
    public const int ChunkBytes = 256 * 1024;

    private const string Unfinished = ".tmp";

    // Chunks that were written or compared since the store was opened.
    private readonly HashSet<string> _sound = new(StringComparer.Ordinal);

    private readonly Compressor _compressor = new();
    private readonly Decompressor _decompressor = new();

    /// <summary>Number of chunks that existed, were damaged, and were written again.</summary>
    public int Repaired { get; private set; }

    /// <summary>
    /// Stores a chunk, durably when this returns. A chunk that exists is read once and compared, and only written again if it is damaged.
    /// </summary>
    /// <returns>The chunk's name, and the number of bytes written: 0 if it existed.</returns>
    /// <exception cref="IOException">The directory can't be written.</exception>
    public (string Name, long Written) Add(ReadOnlySpan<byte> content)
    {
        var name = NameOf(content);
        var path = PathOf(name);
        if (_sound.Contains(name))
        {
            return (name, 0);
        }

        if (File.Exists(path))
        {
            if (TryRead(path) is { } existing && content.SequenceEqual(existing))
            {
                _sound.Add(name);
                return (name, 0);
            }

            Repaired++;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var compressed = _compressor.Wrap(content);
        var unfinished = path + Unfinished;
        using (var file = new FileStream(unfinished, FileMode.Create, FileAccess.Write))
        {
            file.Write(compressed);
            file.Flush(flushToDisk: true);
        }

        File.Move(unfinished, path, overwrite: true);
        _sound.Add(name);
        return (name, compressed.Length);
    }

    /// <summary>Reads a chunk and checks it against its name.</summary>
    /// <exception cref="InvalidDataException">The chunk is missing or damaged.</exception>
    public byte[] Read(string name)
    {
        var path = PathOf(name);
        if (!File.Exists(path))
        {
            throw new InvalidDataException($"The backup lacks the chunk {path}. Restore another backup, with --backup NAME.");
        }

        return TryRead(path) is { } content && NameOf(content) == name
            ? content
            : throw new InvalidDataException(
                $"The chunk {path} is damaged. Restore another backup, with --backup NAME; "
                    + "the next backup writes the chunk again if the data still has it."
            );
    }

    /// <summary>Deletes every chunk that is not used, and the remains of interrupted backups.</summary>
    public void Sweep(IReadOnlySet<string> used)
    {
        if (!Directory.Exists(directory))
        {
            return;
        }

        foreach (var path in Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories))
        {
            if (!used.Contains(Path.GetFileName(path)))
            {
                File.Delete(path);
            }
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _compressor.Dispose();
        _decompressor.Dispose();
    }

    /// <summary>Reads the content of a chunk without comparing it with the name; null if it can't be decompressed.</summary>
    private byte[]? TryRead(string path)
    {
        try
        {
            return _decompressor.Unwrap(File.ReadAllBytes(path), ChunkBytes).ToArray();
        }
        catch (ZstdException)
        {
            return null;
        }
    }

    private static string NameOf(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content));

    // A name comes from a manifest, which may be damaged, so only a hash is used as a path.
    private string PathOf(string name) =>
        name.Length == 2 * SHA256.HashSizeInBytes && name.All(char.IsAsciiHexDigitLower)
            ? Path.Combine(directory, name[..2], name)
            : throw new InvalidDataException(
                $"The backup names a chunk '{name}', which is no SHA-256. Restore another backup, with --backup NAME."
            );
}
