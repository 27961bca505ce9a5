namespace Analytics.Local.Storage;

/// <summary>The schema of the event log's file.</summary>
internal static class EventLogSchema
{
    /// <summary>All migrations, oldest first. The tables of the partitions are created with the log.</summary>
    public static readonly IReadOnlyList<string> Migrations =
    [
        "CREATE TABLE settings(name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;",
        """
            CREATE TABLE gaps(
                partition INTEGER NOT NULL,
                until INTEGER NOT NULL,
                after INTEGER NOT NULL,
                found INTEGER NOT NULL,
                PRIMARY KEY(partition, until)) WITHOUT ROWID;
            """,
        "CREATE TABLE probe(id INTEGER PRIMARY KEY, body BLOB NOT NULL);",
    ];

    /// <summary>
    /// Returns the statement that creates the table of a partition. Each partition has its own table with the sequence number as key, so
    /// every insert is at the end of its tree. With the partition in the key of one table, pages split in the middle and large messages
    /// were written at two thirds of the rate; a separate unique index made small messages slower by as much.
    /// </summary>
    public static string CreatePartition(int partition) =>
        $"CREATE TABLE {TableOf(partition)}(sequence INTEGER PRIMARY KEY, enqueued INTEGER "
        + "NOT NULL, checksum INTEGER NOT NULL, body BLOB NOT NULL);";

    /// <summary>Returns the name of the table of a partition.</summary>
    public static string TableOf(int partition) => $"messages_{partition}";

    /// <summary>Returns the seed of a message's checksum, which detects the bytes of one message in the place of another.</summary>
    public static ulong SeedOf(int partition, long sequenceNumber) => ((ulong)partition << 48) ^ (ulong)sequenceNumber;
}
