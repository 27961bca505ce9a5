using SQLitePCL;

namespace Analytics.Faults.Tests.Drivers;

/// <summary>The file of the tables of a server that does not run, to be damaged as a bad disk does.</summary>
internal static class TablesFile
{
    /// <summary>
    /// Overwrites the body of the first row of a table, with the last row key first, whose keys match two patterns of LIKE.
    /// </summary>
    /// <returns>The keys of the damaged row.</returns>
    public static string DamageBody(string path, string table, string partitionKeys, string rowKeys)
    {
        Batteries_V2.Init();
        Assert.Equal(raw.SQLITE_OK, raw.sqlite3_open(path, out var database));
        try
        {
            var key = Text(
                database,
                $"SELECT pk || ' ' || rk FROM rows WHERE tbl = '{table}' AND pk LIKE "
                    + $"'{partitionKeys}' AND rk LIKE '{rowKeys}' ORDER BY id DESC LIMIT 1"
            );
            Assert.NotNull(key);
            Execute(database, $"UPDATE rows SET body = zeroblob(length(body)) WHERE tbl = '{table}' AND pk || ' ' || rk = '{key}'");
            return key;
        }
        finally
        {
            database.Dispose();
        }
    }

    private static void Execute(sqlite3 database, string sql) =>
        Assert.True(raw.sqlite3_exec(database, sql) == raw.SQLITE_OK, raw.sqlite3_errmsg(database).utf8_to_string());

    private static string? Text(sqlite3 database, string sql)
    {
        Assert.True(
            raw.sqlite3_prepare_v2(database, sql, out var statement) == raw.SQLITE_OK,
            raw.sqlite3_errmsg(database).utf8_to_string()
        );
        using (statement)
        {
            return raw.sqlite3_step(statement) == raw.SQLITE_ROW ? raw.sqlite3_column_text(statement, 0).utf8_to_string() : null;
        }
    }
}
