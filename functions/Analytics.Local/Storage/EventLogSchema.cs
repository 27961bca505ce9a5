namespace Analytics.Local.Storage;

/// <summary>The event log's file.</summary>
internal static class EventLogSchema
{
    /// <summary>All migrations, oldest first. The tables of the partitions are made with the log.</summary>
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
    /// Makes the table of a partition. Each partition has its own, keyed by sequence number alone, so that every insert is at the end of
    /// its tree: with the partition in one table's key, pages split in the middle and large messages were written at two thirds of the
    /// rate; a separate unique index cost as much again in small ones.
    /// </summary>
    public static string CreatePartition(int partition) =>
        $"CREATE TABLE {TableOf(partition)}(sequence INTEGER PRIMARY KEY, enqueued INTEGER NOT NULL, checksum INTEGER NOT NULL, body BLOB NOT NULL);";

    /// <summary>The table of a partition.</summary>
    public static string TableOf(int partition) => $"messages_{partition}";

    /// <summary>Seed of a message's checksum, which detects bytes of one message in the place of another.</summary>
    public static ulong SeedOf(int partition, long sequenceNumber) => ((ulong)partition << 48) ^ (ulong)sequenceNumber;
}
