using System.Globalization;
using Analytics.Core.Tables;
using Analytics.Core.Visitors;
using Analytics.Local.Storage;

namespace Analytics.Local.Backups;

/// <summary>Copies the databases of a data directory into backups and restores them. A server may use the directory meanwhile.</summary>
/// <remarks>
/// A read transaction is opened on both databases, tables first: so the copied log has every message that the copied tables count, and
/// later messages are aggregated after a restore. Salts of days are left out (decision 14).
/// </remarks>
/// <param name="store">The backups.</param>
internal sealed class DirectoryBackup(BackupStore store)
{
    private const string Tables = "tables.db";
    private const string Log = "log.db";
    private const int PageBytes = 4096;
    private const int CacheKibibytes = 4096;

    /// <summary>Adds a backup.</summary>
    /// <param name="data">The data directory.</param>
    /// <param name="now">The time of the backup.</param>
    /// <param name="cancellationToken">Cancels the operation; no backup is added.</param>
    /// <returns>The backup's name, and its files with the number of bytes written for each.</returns>
    /// <exception cref="DataDirectoryException">The data directory is missing, or the backups are of another.</exception>
    /// <exception cref="TableCorruptException">A database is damaged. No backup is added, and those that exist stay.</exception>
    /// <exception cref="IOException">The disk is full or does not answer.</exception>
    public (string Name, IReadOnlyList<(BackedUpFile File, long Written)> Files) Add(
        string data,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        try
        {
            using var tables = Freeze(Path.Combine(data, Tables));
            using var log = Freeze(Path.Combine(data, Log));
            var identity = DirectoryIdentity.Read(tables) is not 0 and var number
                ? number.ToString("x16", CultureInfo.InvariantCulture)
                : null;
            store.RequireOf(identity);
            var files = new[] { Add(tables, Tables, cancellationToken), Add(log, Log, cancellationToken) };
            return (store.Write(new(BackupManifest.CurrentFormat, now, [.. files.Select(added => added.File)], identity)), files);
        }
        finally
        {
            store.ClearStaging();
        }
    }

    /// <summary>
    /// Writes the files of a backup into an empty data directory, or one where a restore was interrupted. They appear there once all are
    /// complete and checked.
    /// </summary>
    /// <exception cref="InvalidDataException">The backup is damaged. The directory stays empty.</exception>
    /// <exception cref="DataDirectoryException">The directory is not empty.</exception>
    public void Restore(BackupManifest manifest, string data, CancellationToken cancellationToken)
    {
        ClearInterrupted(manifest, data);
        if (Directory.Exists(data) && Directory.EnumerateFileSystemEntries(data).Any())
        {
            throw new DataDirectoryException(
                $"The data directory {Path.GetFullPath(data)} is not empty. Restore into an empty one, or move its files away."
            );
        }

        Directory.CreateDirectory(data);
        var unfinished = new List<(string From, string To)>();
        try
        {
            foreach (var file in manifest.Files)
            {
                var path = Path.Combine(data, Path.GetFileName(file.Name));
                unfinished.Add((path + DataDirectory.Restoring, path));
                Restore(file, unfinished[^1].From, cancellationToken);
            }

            foreach (var (from, to) in unfinished)
            {
                File.Move(from, to);
            }
        }
        catch
        {
            foreach (var path in unfinished.SelectMany(file => FilesOf(file.To)))
            {
                File.Delete(path);
            }

            throw;
        }
    }

    /// <summary>
    /// Deletes the files of an interrupted restore. A directory that has any others belongs to somebody else, and stays as it is.
    /// </summary>
    private static void ClearInterrupted(BackupManifest manifest, string data)
    {
        if (!DataDirectory.IsBeingRestored(data))
        {
            return;
        }

        var files = manifest.Files.SelectMany(file => FilesOf(Path.GetFileName(file.Name))).ToHashSet(StringComparer.Ordinal);
        var found = Directory.GetFileSystemEntries(data);
        if (Array.TrueForAll(found, path => files.Contains(Path.GetFileName(path))))
        {
            // Files without the ending first: until the last of the others is gone, the restore counts as interrupted.
            foreach (var path in found.OrderBy(path => path.EndsWith(DataDirectory.Restoring, StringComparison.Ordinal)))
            {
                File.Delete(path);
            }
        }
    }

    private static string[] FilesOf(string path) =>
        [path, path + DataDirectory.Restoring, path + DataDirectory.Restoring + "-wal", path + DataDirectory.Restoring + "-shm"];

    private static SqliteDatabase Freeze(string path)
    {
        if (!File.Exists(path))
        {
            throw new DataDirectoryException($"{path} is missing. Name the server's data directory with --data.");
        }

        var database = SqliteDatabase.OpenReader(path);
        database.Execute("BEGIN; SELECT count(*) FROM sqlite_schema;");
        return database;
    }

    private (BackedUpFile File, long Written) Add(SqliteDatabase database, string name, CancellationToken cancellationToken)
    {
        var copy = Path.Combine(store.EmptyStaging(), name);
        database.CopyTo(copy, cancellationToken);
        Prepare(copy, name);

        var chunks = new List<string>();
        var written = 0L;
        using var file = File.OpenRead(copy);
        var buffer = new byte[ChunkStore.ChunkBytes];
        for (int read; (read = file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false)) > 0; )
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (chunk, bytes) = store.Chunks.Add(buffer.AsSpan(0, read));
            chunks.Add(chunk);
            written += bytes;
        }

        return (new(name, file.Length, chunks), written);
    }

    // Checked now, because pruning would otherwise replace sound backups by damaged ones.
    private static void Prepare(string copy, string name)
    {
        using var database = SqliteDatabase.OpenWriter(copy, PageBytes, CacheKibibytes);
        if (name == Tables)
        {
            database.Execute(
                $"""
                DELETE FROM rows
                WHERE tbl='{TableNames.Control}' AND pk='{TableSaltStore.Partition}' AND rk<>'{TableSaltStore.ImportRow}'
                """
            );
        }

        database.CheckWhole();
        database.TryTruncateWal();
    }

    private void Restore(BackedUpFile file, string path, CancellationToken cancellationToken)
    {
        using (var target = new FileStream(path, FileMode.CreateNew, FileAccess.Write))
        {
            foreach (var chunk in file.Chunks)
            {
                cancellationToken.ThrowIfCancellationRequested();
                target.Write(store.Chunks.Read(chunk));
            }

            if (target.Length != file.Bytes)
            {
                throw new InvalidDataException(
                    $"{file.Name} of the backup has {target.Length:N0} bytes instead of {file.Bytes:N0}. "
                        + "Restore another backup, with --backup NAME."
                );
            }

            target.Flush(flushToDisk: true);
        }

        using var database = SqliteDatabase.OpenWriter(path, PageBytes, CacheKibibytes);
        database.CheckWhole();
        database.TryTruncateWal();
    }
}
