using SQLitePCL;

namespace Analytics.Benchmarks.Scale;

/// <summary>The file of the tables of a data directory that no server has open, read as it is on disk. Not thread-safe.</summary>
internal sealed class StoredTables : IDisposable
{
    private readonly sqlite3 _database;

    private StoredTables(sqlite3 database) => _database = database;

    /// <summary>Opens the tables.</summary>
    /// <param name="data">The data directory.</param>
    /// <exception cref="IOException">There are none.</exception>
    public static StoredTables Open(string data)
    {
        Batteries_V2.Init();
        var path = Path.Combine(data, "tables.db");
        return raw.sqlite3_open_v2(path, out var database, raw.SQLITE_OPEN_READONLY, null) == raw.SQLITE_OK
            ? new(database)
            : throw new IOException($"{path} can't be read; give the data directory of a server that has ended.");
    }

    /// <summary>Whether rows may have named parts.</summary>
    public bool HasParts => Number("SELECT count(*) FROM sqlite_schema WHERE name = 'parts'") > 0;

    /// <summary>The number that a statement answers.</summary>
    public long Number(string sql) => Read(sql).Select(statement => raw.sqlite3_column_int64(statement, 0)).First();

    /// <summary>A statement at each of its rows in turn.</summary>
    public IEnumerable<sqlite3_stmt> Read(string sql)
    {
        if (raw.sqlite3_prepare_v2(_database, sql, out var statement) != raw.SQLITE_OK)
        {
            throw Failed(sql);
        }

        using (statement)
        {
            int code;
            while ((code = raw.sqlite3_step(statement)) == raw.SQLITE_ROW)
            {
                yield return statement;
            }

            if (code != raw.SQLITE_DONE)
            {
                throw Failed(sql);
            }
        }
    }

    public static string Text(sqlite3_stmt statement, int column) => raw.sqlite3_column_text(statement, column).utf8_to_string();

    public static byte[] Bytes(sqlite3_stmt statement, int column) => raw.sqlite3_column_blob(statement, column).ToArray();

    public void Dispose() => _database.Dispose();

    private IOException Failed(string sql) => new($"'{sql}' failed: {raw.sqlite3_errmsg(_database).utf8_to_string()}");
}
