using Analytics.Core.Tables;

namespace Analytics.Local.Storage;

/// <summary>Creates the exceptions and messages of storage errors: the file, the problem and the remedy.</summary>
internal static class SqliteErrors
{
    public static TableCorruptException Corrupt(string path, string what, string? rowKey = null) =>
        new(
            $"{path} is damaged: {what}. Nothing is computed from it. Stop the server and restore the file from a backup; "
                + "without one, move it and its -wal and -shm files away: "
                + "without log.db a new log begins after what is counted, without tables.db statistics are made from the log again, "
                + "and sites and keys must be registered again."
        )
        {
            RowKey = rowKey,
        };

    public static TableCorruptException CorruptRow(string path, string table, string partitionKey, string rowKey, string part) =>
        Corrupt(
            path,
            $"the {part} of table '{table}', partition key '{partitionKey}', row key '{rowKey}' does not match its checksum",
            rowKey
        );

    public static TableCorruptException CorruptMessage(string path, int partition, long sequenceNumber) =>
        Corrupt(path, $"message {sequenceNumber} of partition {partition} does not match its checksum");

    /// <summary>Prevents writing into a file that was deleted or replaced.</summary>
    /// <exception cref="SqliteFailureException">The file is no longer at its path.</exception>
    public static void ThrowIfMoved(SqliteDatabase database)
    {
        if (database.HasMoved())
        {
            throw new SqliteFailureException(
                $"{database.Path}, or the -wal file beside it, is no longer the file that the server opened: it or its directory was "
                    + "moved or deleted. Put it back, or stop the server in order and start it again",
                0
            );
        }
    }

    public static string CannotOpen(string path, SqliteFailureException cause) =>
        cause.IsFull
            ? $"{path} cannot grow: the disk or the size allowed to the file is used up. Free space, or choose another with --data."
            : $"{path} cannot be written: {cause.Message}. Let the server's user write the directory, the file, and the -wal and -shm "
                + "files beside it, or choose another directory with --data.";

    /// <summary>Returns the exception of a failed write of the tables.</summary>
    public static IOException FailedWrite(string path, SqliteFailureException cause) =>
        cause.IsFull ? new TablesFullException(CannotWrite(path, cause), cause) : new IOException(CannotWrite(path, cause), cause);

    public static string CannotWrite(string path, SqliteFailureException cause) =>
        cause.IsFull
            ? $"{path} cannot grow: the disk or the size allowed to the file is used up. Nothing was written; free space and send again."
            : $"{path} cannot be written: {cause.Message}. Nothing was written; check the disk and send again.";
}
