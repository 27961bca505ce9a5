using System.Security.Cryptography;

namespace Analytics.Local.Storage;

/// <summary>
/// A random number that the log and the tables of one data directory share, so that files of two directories are never used together.
/// </summary>
internal static class DirectoryIdentity
{
    private const string Setting = "directory";

    /// <summary>Reads the identity of a file that has the table <c>settings</c>.</summary>
    /// <returns>The identity, 0 if the file has none yet.</returns>
    public static long Read(SqliteDatabase database) => database.QueryInteger($"SELECT value FROM settings WHERE name='{Setting}'");

    /// <summary>Writes the identity of a file.</summary>
    public static void Write(SqliteDatabase database, long identity) =>
        database.Execute(
            $"INSERT INTO settings(name, value) VALUES('{Setting}', {identity}) ON CONFLICT(name) DO UPDATE SET value=excluded.value"
        );

    /// <summary>Checks that both files have the same identity. A new file, or one of an older version, gets that of the other.</summary>
    /// <exception cref="DataDirectoryException">The files have different identities.</exception>
    public static void Settle(string directory, SqliteEventLog log, SqliteTableStore tables)
    {
        var (ofLog, ofTables) = (log.Identity, tables.Identity);
        if (ofLog != 0 && ofTables != 0 && ofLog != ofTables)
        {
            throw new DataDirectoryException(
                $"log.db and tables.db in {directory} belong to different data directories, "
                    + "so events would be lost or counted twice. Put back the file that belongs. "
                    + "To keep the statistics of tables.db, move log.db, log.db-wal and log.db-shm away: a new log begins after them. "
                    + "To keep the events of log.db, move tables.db, tables.db-wal and tables.db-shm away: "
                    + "statistics are made from the events again."
            );
        }

        var identity = ofLog != 0 ? ofLog : ofTables;
        while (identity == 0)
        {
            identity = BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long)));
        }

        if (ofLog != identity)
        {
            log.Identity = identity;
        }

        if (ofTables != identity)
        {
            tables.Identity = identity;
        }
    }
}
