namespace Analytics.Local.Storage;

/// <summary>The event log's file.</summary>
internal static class EventLogSchema
{
    // The key holds partition and sequence number together, so that the row id itself is the index: a second B-tree costs a third of the write rate.
    private const int SequenceBits = 48;

    /// <summary>All migrations, oldest first.</summary>
    public static readonly IReadOnlyList<string> Migrations =
    [
        """
        CREATE TABLE settings(name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE messages(id INTEGER PRIMARY KEY, enqueued INTEGER NOT NULL, checksum INTEGER NOT NULL, body BLOB NOT NULL);
        """,
    ];

    /// <summary>The row id of a message.</summary>
    public static long IdOf(int partition, long sequenceNumber) => ((long)partition << SequenceBits) | sequenceNumber;

    /// <summary>The sequence number in a row id.</summary>
    public static long SequenceNumberOf(long id) => id & ((1L << SequenceBits) - 1);
}
