namespace Analytics.Local.Storage;

/// <summary>The schema of the tables' file.</summary>
internal static class TableSchema
{
    /// <summary>The setting that holds the first ETag not yet reserved.</summary>
    public const string ETagSetting = "etag";

    /// <summary>
    /// All migrations, oldest first. Rows are keyed by an id, with their keys in an index, so that the index stays small beside large
    /// bodies. The head is stored before the body, so that reading it skips the body's pages. Parts are stored the same way, by the id of
    /// their row: reads of a table without row ids, which stores contents in the searched tree, take five times as long.
    /// </summary>
    public static readonly IReadOnlyList<string> Migrations =
    [
        """
            CREATE TABLE settings(name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
            CREATE TABLE rows(
                id INTEGER PRIMARY KEY,
                tbl TEXT NOT NULL,
                pk TEXT NOT NULL,
                rk TEXT NOT NULL,
                etag INTEGER NOT NULL,
                head_checksum INTEGER NOT NULL,
                body_checksum INTEGER NOT NULL,
                head BLOB NOT NULL,
                body BLOB NOT NULL,
                UNIQUE(tbl, pk, rk));
            """,
        """
            CREATE TABLE parts(
                id INTEGER PRIMARY KEY,
                row INTEGER NOT NULL,
                name TEXT NOT NULL,
                checksum INTEGER NOT NULL,
                content BLOB NOT NULL,
                UNIQUE(row, name));
            """,
    ];
}
