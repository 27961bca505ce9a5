using System.Globalization;
using System.Text.Json;
using Analytics.Local.Storage;

namespace Analytics.Local.Backups;

/// <summary>
/// A directory of the backups of one data directory. While a backup is added, a lock keeps other processes from adding and restoring.
/// <c>backups/</c> has a manifest of each backup, <c>chunks/</c> the contents that they share. Not thread-safe.
/// </summary>
internal sealed class BackupStore : IDisposable
{
    private const string LockFile = "backup.lock";
    private const string Extension = ".json";
    private const string NameFormat = "yyyyMMdd'T'HHmmss.fff'Z'";

    private readonly string _path;
    private readonly string _manifests;
    private readonly string _staging;
    private readonly FileStream? _lock;

    private BackupStore(string path, FileStream? @lock)
    {
        _path = path;
        _manifests = Path.Combine(path, "backups");
        _staging = Path.Combine(path, "staging");
        _lock = @lock;
        Chunks = new ChunkStore(Path.Combine(path, "chunks"));
        Directory.CreateDirectory(_manifests);
    }

    /// <summary>The contents of files.</summary>
    public ChunkStore Chunks { get; }

    /// <summary>The names of the backups, oldest first.</summary>
    public IReadOnlyList<string> Names =>
        [.. Directory.EnumerateFiles(_manifests, "*" + Extension).Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal)!];

    /// <summary>
    /// Reads all manifests, oldest first. One that can't be read has a problem in its place: the others must stay usable.
    /// </summary>
    public IReadOnlyList<(string Name, BackupManifest? Manifest, string? Problem)> ReadAll() => [.. Names.Select(TryRead)];

    /// <summary>Opens the directory to add a backup. It is created if it is missing, and locked for this process alone.</summary>
    /// <exception cref="DataDirectoryException">
    /// The directory can't be written, is locked by another process, or is a data directory.
    /// </exception>
    public static BackupStore OpenToAdd(string path)
    {
        var full = Path.GetFullPath(path);
        if (DataDirectory.IsAt(full))
        {
            throw new DataDirectoryException($"{full} is a data directory. Choose another for the backups, best on another disk.");
        }

        return Open(
            full,
            lockFile =>
            {
                Directory.CreateDirectory(full);
                return new(lockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            },
            "written"
        );
    }

    /// <summary>Opens the directory to restore a backup, which this user need not be able to write. None is added meanwhile.</summary>
    /// <exception cref="DataDirectoryException">
    /// The directory has no backups, can't be read, or another process adds a backup.
    /// </exception>
    public static BackupStore OpenToRestore(string path) =>
        Open(
            PathOfBackups(path),
            static lockFile => File.Exists(lockFile) ? new(lockFile, FileMode.Open, FileAccess.Read, FileShare.Read) : null,
            "read"
        );

    /// <summary>Opens the directory to list its backups, which this user need not be able to write, while others may be added.</summary>
    /// <exception cref="DataDirectoryException">The directory has no backups, or can't be read.</exception>
    public static BackupStore OpenToList(string path) => Open(PathOfBackups(path), static _ => null, "read");

    /// <summary>Rejects a data directory beside the backups of another: keeping the newest would delete the other's.</summary>
    /// <param name="identity">The data directory's identity; null if an earlier release wrote it.</param>
    /// <exception cref="DataDirectoryException">There are backups of another.</exception>
    public void RequireOf(string? identity)
    {
        if (
            identity is not null
            && ReadAll().LastOrDefault(backup => backup.Manifest?.Identity is { } other && other != identity)
                is { Manifest: not null } found
        )
        {
            throw new DataDirectoryException(
                $"{_path} has backups of another data directory, such as {found.Name}. Choose a directory for this one's alone."
            );
        }
    }

    /// <summary>Returns an empty directory for files that are being added to a backup.</summary>
    public string EmptyStaging()
    {
        ClearStaging();
        return Directory.CreateDirectory(_staging).FullName;
    }

    /// <summary>Deletes the directory of <see cref="EmptyStaging"/>.</summary>
    public void ClearStaging()
    {
        if (Directory.Exists(_staging))
        {
            Directory.Delete(_staging, recursive: true);
        }
    }

    /// <summary>Reads a backup's manifest.</summary>
    /// <exception cref="InvalidDataException">There is no backup of that name, it is damaged, or a newer program wrote it.</exception>
    public BackupManifest Read(string name)
    {
        var path = Path.Combine(_manifests, name + Extension);
        if (!Names.Contains(name))
        {
            throw new InvalidDataException(
                Names.Count == 0 ? $"{_path} has no backups." : $"{_path} has no backup '{name}'; it has {string.Join(", ", Names)}."
            );
        }

        try
        {
            var manifest = JsonSerializer.Deserialize(File.ReadAllBytes(path), BackupJson.Default.BackupManifest);
            if (manifest is null || manifest.Files.Any(file => file?.Chunks.Contains(null!) != false))
            {
                throw new JsonException("A value in it is null.");
            }

            return manifest.Format <= BackupManifest.CurrentFormat
                ? manifest
                : throw new InvalidDataException(
                    $"{path} has format {manifest.Format}; this program reads up to {BackupManifest.CurrentFormat}. Use the newer program."
                );
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException(
                $"{path} is damaged: {exception.Message} Restore another backup, with --backup NAME, and delete the file.",
                exception
            );
        }
    }

    /// <summary>Writes a manifest, whose chunks must be stored before. Then the backup exists.</summary>
    /// <returns>The backup's name.</returns>
    public string Write(BackupManifest manifest)
    {
        var name = manifest.TakenAt.UtcDateTime.ToString(NameFormat, CultureInfo.InvariantCulture);
        var path = Path.Combine(_manifests, name + Extension);
        using (var file = new FileStream(path + ".tmp", FileMode.Create, FileAccess.Write))
        {
            JsonSerializer.Serialize(file, manifest, BackupJson.Default.BackupManifest);
            file.Flush(flushToDisk: true);
        }

        File.Move(path + ".tmp", path, overwrite: true);
        return name;
    }

    /// <summary>
    /// Deletes all backups except the newest ones, and the chunks that no remaining backup uses. Backups that can't be read stay, do not
    /// count, and keep all chunks, because it is unknown which of them they use.
    /// </summary>
    /// <param name="keep">Number of backups to keep; null keeps all.</param>
    /// <returns>The problems of backups that can't be read.</returns>
    public IReadOnlyList<string> Prune(int? keep)
    {
        var all = ReadAll();
        var readable = all.Where(static backup => backup.Manifest is not null).ToList();
        foreach (var (name, _, _) in readable.SkipLast(keep ?? int.MaxValue))
        {
            File.Delete(Path.Combine(_manifests, name + Extension));
        }

        if (readable.Count == all.Count)
        {
            var files = readable.TakeLast(keep ?? int.MaxValue).SelectMany(static backup => backup.Manifest!.Files);
            Chunks.Sweep(files.SelectMany(static file => file.Chunks).ToHashSet(StringComparer.Ordinal));
        }

        return [.. all.Select(static backup => backup.Problem).OfType<string>()];
    }

    private static string PathOfBackups(string path)
    {
        var full = Path.GetFullPath(path);
        return Directory.Exists(Path.Combine(full, "backups"))
            ? full
            : throw new DataDirectoryException($"{full} has no backups. Name the directory that 'analytics backup' wrote.");
    }

    private static BackupStore Open(string path, Func<string, FileStream?> takeLock, string use)
    {
        try
        {
            return new(path, takeLock(Path.Combine(path, LockFile)));
        }
        catch (IOException exception) when (DataDirectory.IsHeld(exception))
        {
            throw new DataDirectoryException($"Another process backs up to {path} or restores from it. Wait for its end.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DataDirectoryException(
                $"The directory {path} can't be {use}: {exception.Message.TrimEnd('.')}. Let this user do that, or choose another.",
                exception
            );
        }
    }

    private (string Name, BackupManifest? Manifest, string? Problem) TryRead(string name)
    {
        try
        {
            return (name, Read(name), null);
        }
        catch (InvalidDataException exception)
        {
            return (name, null, exception.Message);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Chunks.Dispose();
        _lock?.Dispose();
    }
}
