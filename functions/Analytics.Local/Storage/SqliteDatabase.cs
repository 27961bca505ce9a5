using System.Runtime.InteropServices;
using Analytics.Core.Tables;
using SQLitePCL;

namespace Analytics.Local.Storage;

/// <summary>
/// One connection to a database file: a thin layer over SQLite's C interface. It binds and copies bodies without an intermediate array and
/// turns every result code into the right exception. Not thread-safe.
/// </summary>
internal sealed partial class SqliteDatabase : IDisposable
{
    private const int CheckpointBytes = 16 * 1024 * 1024;
    private const int BusyMilliseconds = 10_000;

    // Time that emptying the WAL waits for readers, which read for milliseconds. Nothing can be written meanwhile.
    private const int TruncateMilliseconds = 250;
    private const int FilePointer = 7;
    private const int FileHasMoved = 20;
    private const int CopiedPages = 16 * 1024;

    // EFBIG of Linux and macOS: the process may not write such large files.
    private const int FileTooLarge = 27;

    private readonly sqlite3 _handle;
    private readonly List<SqliteStatement> _statements = [];

    // Of a writer: its WAL, opened as if it were a database, and never read. SQLite deletes the file when the last connection closes, and
    // keeps it until then, whatever it checkpoints.
    private SqliteDatabase? _wal;

    static SqliteDatabase() => Batteries_V2.Init();

    private SqliteDatabase(string path, sqlite3 handle)
    {
        Path = path;
        _handle = handle;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Rows changed by the last statement.</summary>
    public int Changes => raw.sqlite3_changes(_handle);

    /// <summary>The id of the row that was inserted last.</summary>
    public long LastRowId => raw.sqlite3_last_insert_rowid(_handle);

    /// <summary>Opens the file for reading and writing with every commit synced. Creates it if it is missing.</summary>
    /// <param name="path">The file.</param>
    /// <param name="pageBytes">Bytes of a page of a new file.</param>
    /// <param name="cacheKibibytes">The page cache.</param>
    /// <exception cref="DataDirectoryException">The file can't be opened or written.</exception>
    /// <exception cref="TableCorruptException">The file is damaged.</exception>
    public static SqliteDatabase OpenWriter(string path, int pageBytes, int cacheKibibytes)
    {
        SqliteDatabase? database = null;
        try
        {
            database = Open(path, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE);

            // SQLite opens a file that it can't write for reading.
            if (raw.sqlite3_db_readonly(database._handle, "main") != 0)
            {
                throw new SqliteFailureException("this user may only read it", raw.SQLITE_READONLY);
            }

            // Only this connection checkpoints, inline: SQLite before 3.51.3 can lose frames when one connection checkpoints while another
            // writes. The transaction opens the WAL, and fails at once if it can't be written.
            database.Execute(
                $"""
                PRAGMA page_size={pageBytes};
                PRAGMA journal_mode=WAL;
                PRAGMA synchronous=FULL;
                PRAGMA secure_delete=ON;
                PRAGMA wal_autocheckpoint={CheckpointBytes / pageBytes};
                PRAGMA journal_size_limit={4 * CheckpointBytes};
                PRAGMA cache_size=-{cacheKibibytes};
                BEGIN IMMEDIATE;
                ROLLBACK;
                """
            );
            database._wal = Open(path + "-wal", raw.SQLITE_OPEN_READONLY);
            return database;
        }
        catch (Exception exception)
        {
            database?.Dispose();
            if (exception is SqliteFailureException failure)
            {
                throw new DataDirectoryException(SqliteErrors.CannotOpen(path, failure), failure);
            }

            throw;
        }
    }

    /// <summary>Opens an existing file for reading.</summary>
    public static SqliteDatabase OpenReader(string path)
    {
        // Opened for writing, because a reader of a WAL file must be able to write the shared index.
        var database = Open(path, raw.SQLITE_OPEN_READWRITE);
        database.Execute("PRAGMA query_only=1; PRAGMA wal_autocheckpoint=0; PRAGMA cache_size=-4096;");
        return database;
    }

    /// <summary>
    /// Returns true if the open file, or a writer's WAL, is no longer at its path: it, or its directory, was moved or deleted.
    /// </summary>
    public unsafe bool HasMoved()
    {
        var moved = 0;
        Check(FileControl(_handle.DangerousGetHandle(), "main", FileHasMoved, &moved), "file control");
        return moved != 0 || _wal?.HasMoved() == true;
    }

    /// <summary>
    /// Moves the WAL's pages into the file and empties the WAL, so that older versions of the pages can no longer be read there.
    /// </summary>
    /// <returns>False if a reader prevented it; try again later.</returns>
    public bool TryTruncateWal()
    {
        raw.sqlite3_busy_timeout(_handle, TruncateMilliseconds);
        try
        {
            return QueryInteger("PRAGMA wal_checkpoint(TRUNCATE)") == 0;
        }
        finally
        {
            raw.sqlite3_busy_timeout(_handle, BusyMilliseconds);
        }
    }

    /// <summary>
    /// Empties the WAL that a process before this one left. Where the disk has no room for that, or a reader prevents it, a later
    /// checkpoint does.
    /// </summary>
    public void TruncateLeftWal()
    {
        try
        {
            TryTruncateWal();
        }
        catch (SqliteFailureException failure) when (failure.IsFull)
        {
            // What is in the WAL is read there.
        }
    }

    /// <summary>
    /// Overwrites with zeros what pages of the file have between their rows. The WAL must be empty. Others may read meanwhile: nothing
    /// that they use changes, nor would it if the process ended between two writes.
    /// </summary>
    /// <param name="first">Number of the first page, from 1.</param>
    /// <param name="count">Maximum number of pages.</param>
    /// <returns>The number of the next page; null at the end of the file.</returns>
    /// <exception cref="TableCorruptException">A page is damaged.</exception>
    /// <exception cref="SqliteFailureException">The file can't be written.</exception>
    public unsafe long? ClearGaps(long first, int count)
    {
        var handle = IntPtr.Zero;
        Check(FileControl(_handle.DangerousGetHandle(), "main", FilePointer, &handle), "file control");
        var (file, last) = (new DatabaseFile(handle), QueryInteger("PRAGMA page_count"));
        var page = new byte[QueryInteger("PRAGMA page_size")];
        var next = first;
        for (; next < first + count && next <= last; next++)
        {
            var offset = (next - 1) * page.Length;
            Check(file.Read(page, offset), "read of a page");
            try
            {
                if (PageGaps.Clear(page, isFirst: next == 1))
                {
                    Check(file.Write(page, offset), "write of a page");
                }
            }
            catch (FormatException exception)
            {
                throw SqliteErrors.Corrupt(Path, $"page {next}: {exception.Message}");
            }
        }

        Check(file.Sync(), "sync");

        // This connection may have pages in memory as they were; a later change would write them again.
        Execute("PRAGMA shrink_memory");
        return next <= last ? next : null;
    }

    /// <summary>Copies the database, as an open transaction sees it or as it is now, into a new file.</summary>
    /// <exception cref="TableCorruptException">The database is damaged.</exception>
    /// <exception cref="SqliteFailureException">The copy can't be written.</exception>
    public void CopyTo(string path, CancellationToken cancellationToken)
    {
        using var target = Open(path, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE);
        target.Execute("PRAGMA synchronous=OFF; PRAGMA journal_mode=OFF;");
        using var copy = raw.sqlite3_backup_init(target._handle, "main", _handle, "main");
        if (copy is null || copy.IsInvalid)
        {
            target.Check(raw.sqlite3_errcode(target._handle), "copy");
        }

        int code;
        while ((code = raw.sqlite3_backup_step(copy, CopiedPages)) == raw.SQLITE_OK)
        {
            cancellationToken.ThrowIfCancellationRequested();
        }

        target.Check(code, "copy");
    }

    /// <summary>Checks the integrity of the database.</summary>
    /// <exception cref="TableCorruptException">It is damaged.</exception>
    public void CheckWhole()
    {
        using var statement = Prepare("PRAGMA quick_check(1)");
        if (statement.Step() && statement.Text(0) is not "ok" and var found)
        {
            throw SqliteErrors.Corrupt(Path, found);
        }

        statement.Reset();
    }

    /// <summary>Runs statements whose rows are ignored.</summary>
    public void Execute(string sql)
    {
        var rest = sql;
        while (!string.IsNullOrWhiteSpace(rest))
        {
            Check(raw.sqlite3_prepare_v2(_handle, rest, out var statement, out rest), sql);
            using (statement)
            {
                int code;
                while ((code = raw.sqlite3_step(statement)) == raw.SQLITE_ROW) { }

                Check(code, sql);
            }
        }
    }

    /// <summary>Returns the integer in the first column of the first row.</summary>
    public long QueryInteger(string sql)
    {
        Check(raw.sqlite3_prepare_v2(_handle, sql, out var statement), sql);
        using (statement)
        {
            var code = raw.sqlite3_step(statement);
            Check(code, sql);
            return code == raw.SQLITE_ROW ? raw.sqlite3_column_int64(statement, 0) : 0;
        }
    }

    /// <summary>Prepares a statement for repeated use; it lives as long as the connection.</summary>
    public SqliteStatement Prepare(string sql)
    {
        Check(raw.sqlite3_prepare_v3(_handle, sql, raw.SQLITE_PREPARE_PERSISTENT, out var handle), sql);
        var statement = new SqliteStatement(this, handle, sql);
        _statements.Add(statement);
        return statement;
    }

    /// <summary>Throws the exception of a result code unless it means success.</summary>
    /// <exception cref="TableCorruptException">The file is damaged or not a database.</exception>
    /// <exception cref="SqliteFailureException">Anything else went wrong.</exception>
    public void Check(int code, string doing)
    {
        if (code is raw.SQLITE_OK or raw.SQLITE_ROW or raw.SQLITE_DONE)
        {
            return;
        }

        var message = raw.sqlite3_errmsg(_handle).utf8_to_string();
        var extended = raw.sqlite3_extended_errcode(_handle);
        if ((extended & 0xff) == raw.SQLITE_IOERR && SystemError(_handle.DangerousGetHandle()) == FileTooLarge)
        {
            extended = raw.SQLITE_FULL;
        }

        throw (code & 0xff) is raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB
            ? SqliteErrors.Corrupt(Path, message)
            : new SqliteFailureException($"{Path}: SQLite error {extended}, {message}, at: {doing}", extended);
    }

    /// <summary>Rolls an open transaction back. Does nothing if SQLite has already done so, as after a full disk.</summary>
    public void Rollback()
    {
        if (raw.sqlite3_get_autocommit(_handle) == 0)
        {
            Execute("ROLLBACK");
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var statement in _statements)
        {
            statement.Dispose();
        }

        _wal?.Dispose();
        _handle.Dispose();
    }

    // Imported here, because the package does not wrap them.
    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_file_control", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int FileControl(IntPtr database, string name, int operation, void* value);

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_system_errno")]
    private static partial int SystemError(IntPtr database);

    private static SqliteDatabase Open(string path, int flags)
    {
        // NOMUTEX: each connection is used by one thread at a time, so SQLite's own locks would only cost.
        var code = raw.sqlite3_open_v2(path, out var handle, flags | raw.SQLITE_OPEN_NOMUTEX, null);
        var database = new SqliteDatabase(path, handle);
        try
        {
            database.Check(code, "open");
            raw.sqlite3_extended_result_codes(handle, 1);
            raw.sqlite3_busy_timeout(handle, BusyMilliseconds);
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }
}
