using System.Formats.Tar;
using System.IO.Compression;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Analytics.Local.Importing.Histories;

namespace Analytics.Local.Importing;

/// <summary>
/// The files of an import: a file, standard input, or the files of a directory in the order of their first requests. Archives and
/// compressed files, also nested ones, are recognized by their first bytes and opened.
/// </summary>
/// <param name="path">A file, a directory, or <c>-</c> for standard input.</param>
internal sealed class ImportSource(string path) : IDisposable
{
    private const string StandardInput = "-";
    private const int MaxNesting = 4;

    private readonly List<string> _files = path == StandardInput ? [] : FilesOf(path);
    private readonly List<string> _damaged = [];
    private FileStream? _open;
    private long _readBefore;

    /// <summary>Total bytes of all files as stored; null if unknown.</summary>
    public long? Length { get; } = path == StandardInput ? null : FilesOf(path).Sum(file => new FileInfo(file).Length);

    /// <summary>Number of these bytes read so far; meaningful only with a <see cref="Length"/>.</summary>
    public long Position => _readBefore + (_open?.Position ?? 0);

    /// <summary>True if the path is a directory, in which some files need not be logs.</summary>
    public bool IsDirectory => Directory.Exists(path);

    /// <summary>Files and archives that could not be read to their end, with the causes.</summary>
    public IReadOnlyList<string> Damaged => _damaged;

    /// <summary>Opens the files one after the other. Each must be read before the next is requested.</summary>
    /// <remarks>A damaged archive ends with the files before the damage, and is in <see cref="Damaged"/>.</remarks>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public async IAsyncEnumerable<ImportFile> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (path == StandardInput)
        {
            await foreach (var file in OpenToDamageAsync("standard input", Console.OpenStandardInput(), cancellationToken))
            {
                yield return file;
            }

            yield break;
        }

        foreach (var name in IsDirectory ? await InOrderAsync(cancellationToken) : _files)
        {
            await using var stream = Open(name);
            _open = stream;
            var shown = IsDirectory ? Path.GetRelativePath(path, name) : Path.GetFileName(name);
            await foreach (var file in OpenToDamageAsync(shown, stream, cancellationToken))
            {
                yield return file;
            }

            _open = null;
            _readBefore += stream.Length;
        }
    }

    /// <inheritdoc />
    public void Dispose() => _open?.Dispose();

    private static List<string> FilesOf(string path)
    {
        if (!Directory.Exists(path))
        {
            return [path];
        }

        var files = Directory
            .EnumerateFiles(path, "*", new EnumerationOptions { RecurseSubdirectories = true })
            .Order(StringComparer.Ordinal)
            .ToList();
        return files.Count > 0 ? files : throw new IOException($"'{path}' is a directory without files; name one that has logs.");
    }

    private static FileStream Open(string name) =>
        new(name, new FileStreamOptions { Options = FileOptions.SequentialScan | FileOptions.Asynchronous, BufferSize = 256 * 1024 });

    /// <summary>
    /// Returns the files of a directory, oldest first, by their first events: names are unreliable, because tools number and date rotated
    /// files differently.
    /// </summary>
    private async Task<List<string>> InOrderAsync(CancellationToken cancellationToken)
    {
        var times = new List<(long Time, string Name)>();
        foreach (var name in _files)
        {
            await using var stream = Open(name);
            var time = long.MaxValue;
            try
            {
                await foreach (var file in OpenAsync(name, stream, 0, tellsEnd: false, cancellationToken))
                {
                    time = UmamiEventData.IsStart(file.Start.Span)
                        ? long.MinValue
                        : ImportFormats.Detect(file.Start.Span, file.IsWhole)?.FirstTime(file.Start.Span) ?? long.MaxValue;
                    break;
                }
            }
            catch (Exception exception) when (DamagedFile.IsCause(exception))
            {
                // The later reading of the file reports it.
            }

            times.Add((time, name));
        }

        return [.. times.Order().Select(file => file.Name)];
    }

    private async IAsyncEnumerable<ImportFile> OpenToDamageAsync(
        string name,
        Stream stream,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await using var files = OpenAsync(name, stream, 0, tellsEnd: false, cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await MoveNextAsync(name, files))
        {
            yield return files.Current;
        }
    }

    private async ValueTask<bool> MoveNextAsync(string name, IAsyncEnumerator<ImportFile> files)
    {
        try
        {
            return await files.MoveNextAsync();
        }
        catch (Exception exception) when (DamagedFile.IsCause(exception))
        {
            _damaged.Add(DamagedFile.Describe(name, exception));
            return false;
        }
    }

    private static async IAsyncEnumerable<ImportFile> OpenAsync(
        string name,
        Stream raw,
        int nesting,
        bool tellsEnd,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var start = new byte[ImportFile.StartBytes];
        var (read, damage) = await ReadStartAsync(raw, start, cancellationToken);
        var isWhole = read < start.Length && damage is null;
        var content = new PrefixedStream(start.AsMemory(0, read), damage is null ? raw : new DamagedStream(damage));
        var container = nesting < MaxNesting ? Container.Find(start.AsSpan(0, read)) : null;
        if (container?.Open is { } decompress)
        {
            await using var inner = decompress(content);
            await foreach (var file in OpenAsync(name, inner, nesting + 1, tellsEnd || container.TellsEnd, cancellationToken))
            {
                yield return file;
            }
        }
        else if (container is not null)
        {
            var entries = container == Container.Zip ? ZipEntries(name, raw) : TarEntriesAsync(content, cancellationToken);
            await foreach (var (entry, stream) in entries)
            {
                await foreach (var file in OpenAsync($"{name}/{entry}", stream, nesting + 1, tellsEnd: true, cancellationToken))
                {
                    yield return file;
                }
            }
        }
        else if (nesting < MaxNesting && ParquetLines.IsStart(start.AsSpan(0, read)))
        {
            await foreach (var file in ParquetAsync(name, raw, content, nesting, cancellationToken))
            {
                yield return file;
            }
        }
        else
        {
            yield return new ImportFile(name, content, start.AsMemory(0, read), isWhole, damage, tellsEnd);
        }
    }

    /// <summary>Reads the start of a file, up to the damage if there is any.</summary>
    private static async Task<(int Read, Exception? Damage)> ReadStartAsync(
        Stream raw,
        Memory<byte> start,
        CancellationToken cancellationToken
    )
    {
        var read = 0;
        try
        {
            for (int count; read < start.Length && (count = await raw.ReadAsync(start[read..], cancellationToken)) > 0; read += count) { }
        }
        catch (Exception exception) when (read > 0 && DamagedFile.IsCause(exception))
        {
            return (read, exception);
        }

        return (read, null);
    }

    /// <summary>
    /// Opens the events of a Parquet file as lines. Its directory is at its end, so a stream that can't seek is copied first.
    /// </summary>
    private static async IAsyncEnumerable<ImportFile> ParquetAsync(
        string name,
        Stream raw,
        Stream content,
        int nesting,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await using var copy = raw.CanSeek
            ? null
            : new FileStream(
                Path.GetTempFileName(),
                FileMode.Create,
                FileAccess.ReadWrite,
                FileShare.None,
                64 * 1024,
                FileOptions.DeleteOnClose | FileOptions.Asynchronous
            );
        if (copy is not null)
        {
            await content.CopyToAsync(copy, cancellationToken);
        }

        var file = copy ?? raw;
        file.Position = 0;
        var lines = new Pipe();
        var writing = ParquetLines.WriteAsync(name, file, lines.Writer, cancellationToken);
        try
        {
            await foreach (
                var read in OpenAsync(name, lines.Reader.AsStream(leaveOpen: true), nesting + 1, tellsEnd: true, cancellationToken)
            )
            {
                yield return read;
            }
        }
        finally
        {
            // A caller that reads only the first lines ends the writing too.
            await lines.Reader.CompleteAsync();
            await writing;
        }
    }

    private static async IAsyncEnumerable<(string Name, Stream Content)> TarEntriesAsync(
        Stream archive,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await using var reader = new TarReader(archive, leaveOpen: true);
        while (await reader.GetNextEntryAsync(cancellationToken: cancellationToken) is { } entry)
        {
            if (entry.DataStream is { } stream)
            {
                yield return (entry.Name, new StatedLengthStream(stream, entry.Length));
            }
        }
    }

    private static async IAsyncEnumerable<(string Name, Stream Content)> ZipEntries(string name, Stream raw)
    {
        if (!raw.CanSeek)
        {
            throw new InvalidDataException(
                $"{name} is a zip archive inside another file or a pipe; unpack it first, or name the zip file itself."
            );
        }

        // The directory of a zip archive is at its end.
        await using var archive = new ZipArchive(raw, ZipArchiveMode.Read, leaveOpen: true);
        var entries = archive
            .Entries.Where(entry => entry.Length > 0)
            .OrderByDescending(entry => UmamiEventData.MayBe(entry.Name))
            .ThenBy(entry => entry.FullName, StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            await using var stream = await entry.OpenAsync();
            yield return (entry.FullName, stream);
        }
    }
}
