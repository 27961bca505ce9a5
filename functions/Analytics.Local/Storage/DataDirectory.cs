using System.Globalization;
using Analytics.Core.EventLog;
using Analytics.Core.Live;
using Analytics.Core.Tables;

namespace Analytics.Local.Storage;

/// <summary>
/// The directory with the server's files, locked by one process at a time until disposed. Its log and tables are safe for concurrent use.
/// </summary>
public sealed class DataDirectory : IDisposable
{
    /// <summary>The ending of the files of a restore that is not complete.</summary>
    internal const string Restoring = ".restoring";

    private const string LogFile = "log.db";
    private const string TablesFile = "tables.db";
    private const string LockFile = "analytics.lock";
    private const string PidFile = "analytics.pid";

    private const int WouldBlockOnLinux = 11;
    private const int WouldBlockOnMac = 35;
    private const int SharingViolationOnWindows = unchecked((int)0x80070020);

    private readonly FileStream _lock;

    private DataDirectory(string path, FileStream @lock, SqliteEventLog log, SqliteTableStore tables, IReadOnlyList<LogGap> foundGaps)
    {
        FoundGaps = foundGaps;
        Path = path;
        _lock = @lock;
        Log = log;
        Tables = tables;
    }

    /// <summary>The full path.</summary>
    public string Path { get; }

    /// <summary>The event log.</summary>
    public SqliteEventLog Log { get; }

    /// <summary>The tables.</summary>
    public SqliteTableStore Tables { get; }

    /// <summary>Gaps of the log that were found when the directory was opened.</summary>
    public IReadOnlyList<LogGap> FoundGaps { get; }

    /// <summary>Returns true if a directory has the files of a server.</summary>
    internal static bool IsAt(string path) =>
        ((string[])[LogFile, TablesFile, LockFile]).Any(file => File.Exists(System.IO.Path.Combine(path, file)));

    /// <summary>Returns true if a directory has files of a restore that has not ended.</summary>
    internal static bool IsBeingRestored(string path) => Directory.Exists(path) && Directory.EnumerateFiles(path, "*" + Restoring).Any();

    /// <summary>Opens and locks the directory. Creates it and its files if they are missing.</summary>
    /// <param name="path">The directory.</param>
    /// <param name="logOptions">Options of the log.</param>
    /// <param name="timeProvider">The clock of the log.</param>
    /// <exception cref="DataDirectoryException">
    /// It is locked by another process, it can't be written, a restore into it was interrupted, its files are of a newer program, or they
    /// belong to two data directories.
    /// </exception>
    /// <exception cref="TableCorruptException">A file is damaged.</exception>
    public static DataDirectory Open(string path, SqliteEventLogOptions logOptions, TimeProvider timeProvider)
    {
        var full = System.IO.Path.GetFullPath(path);
        if (IsBeingRestored(full))
        {
            throw new DataDirectoryException(
                $"A restore into {full} runs, or was interrupted. Wait for its end, or run 'analytics restore' into it again."
            );
        }

        var lockFile = Lock(full);
        SqliteEventLog? log = null;
        SqliteTableStore? tables = null;
        try
        {
            log = SqliteEventLog.Open(System.IO.Path.Combine(full, LogFile), logOptions, timeProvider);
            tables = SqliteTableStore.Open(System.IO.Path.Combine(full, TablesFile));
            DirectoryIdentity.Settle(full, log, tables);
            return new DataDirectory(full, lockFile, log, tables, NumberAfterWatermarks(log, tables, timeProvider.GetUtcNow()));
        }
        catch
        {
            tables?.Dispose();
            log?.Dispose();
            lockFile.Dispose();
            throw;
        }
    }

    /// <summary>Writes the queued requests, closes the files and releases the directory.</summary>
    public void Dispose()
    {
        Log.Dispose();
        Tables.Dispose();
        _lock.Dispose();
    }

    // A log that was lost or restored from an older copy would assign numbers that the tables take for repeated messages.
    private static List<LogGap> NumberAfterWatermarks(SqliteEventLog log, SqliteTableStore tables, DateTimeOffset now)
    {
        var found = new List<LogGap>();
        for (var partition = 0; partition < log.PartitionCount; partition++)
        {
            // Answers without waiting: the file is local.
            var watermark = Watermark.ReadAsync(tables, partition, CancellationToken.None).AsTask().GetAwaiter().GetResult();
            if (new LogContinuity(partition, log.NumberedTo(partition), watermark.SequenceNumber).GapFoundAt(now) is { } gap)
            {
                log.Note(gap);
                found.Add(gap);
            }
            else if (watermark.SequenceNumber < log.NumberedTo(partition))
            {
                log.EndAtMessages(partition);
            }
        }

        return found;
    }

    private static FileStream Lock(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DataDirectoryException(
                $"The data directory {path} cannot be made: {exception.Message.TrimEnd('.')}. Choose another with --data.",
                exception
            );
        }

        try
        {
            var lockFile = new FileStream(
                System.IO.Path.Combine(path, LockFile),
                FileMode.OpenOrCreate,
                FileAccess.ReadWrite,
                FileShare.None
            );
            return Sign(path, lockFile);
        }
        catch (IOException exception) when (IsHeld(exception))
        {
            throw new DataDirectoryException(
                $"The data directory {path} is in use by {Holder(path)}. Stop it first, or choose another directory with --data.",
                exception
            );
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DataDirectoryException(
                $"The data directory {path} cannot be written: {exception.Message.TrimEnd('.')}. Choose another with --data.",
                exception
            );
        }
    }

    /// <summary>
    /// Returns true if a file could not be opened because another process has locked it, rather than because of the disk, the path or
    /// permissions.
    /// </summary>
    internal static bool IsHeld(IOException exception) =>
        exception.HResult is WouldBlockOnLinux or WouldBlockOnMac or SharingViolationOnWindows;

    // The process id is in a separate file, because others can't read the locked one. A killed process leaves both files, but its lock
    // ends.
    private static FileStream Sign(string path, FileStream lockFile)
    {
        try
        {
            File.WriteAllText(System.IO.Path.Combine(path, PidFile), Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            return lockFile;
        }
        catch (Exception exception)
        {
            lockFile.Dispose();
            throw new DataDirectoryException($"The data directory {path} cannot be written: {exception.Message.TrimEnd('.')}.", exception);
        }
    }

    private static string Holder(string path)
    {
        var file = System.IO.Path.Combine(path, PidFile);
        return File.Exists(file) ? $"process {File.ReadAllText(file)}" : "another process";
    }
}
