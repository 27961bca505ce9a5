using System.Text;
using SQLitePCL;

namespace Analytics.Local.Storage;

/// <summary>A prepared statement. Bind, step, read columns, reset. Not thread-safe.</summary>
internal sealed class SqliteStatement(SqliteDatabase database, sqlite3_stmt handle, string sql) : IDisposable
{
    private const int StackBytes = 1024;

    public SqliteStatement Bind(int index, long value)
    {
        database.Check(raw.sqlite3_bind_int64(handle, index, value), sql);
        return this;
    }

    public SqliteStatement Bind(int index, string value)
    {
        var length = Encoding.UTF8.GetMaxByteCount(value.Length);
        Span<byte> utf8 = length <= StackBytes ? stackalloc byte[StackBytes] : new byte[length];
        var written = Encoding.UTF8.GetBytes(value, utf8);

        // An empty span has no address, which SQLite would store as NULL.
        database.Check(
            written == 0 ? raw.sqlite3_bind_text(handle, index, string.Empty) : raw.sqlite3_bind_text(handle, index, utf8[..written]),
            sql
        );
        return this;
    }

    public SqliteStatement Bind(int index, ReadOnlySpan<byte> value)
    {
        database.Check(value.IsEmpty ? raw.sqlite3_bind_zeroblob(handle, index, 0) : raw.sqlite3_bind_blob(handle, index, value), sql);
        return this;
    }

    /// <summary>Moves to the next row.</summary>
    /// <returns>False if there is none.</returns>
    public bool Step()
    {
        var code = raw.sqlite3_step(handle);
        database.Check(code, sql);
        return code == raw.SQLITE_ROW;
    }

    /// <summary>Runs a statement without rows and resets it.</summary>
    public void Run()
    {
        try
        {
            Step();
        }
        finally
        {
            Reset();
        }
    }

    public long Integer(int column) => raw.sqlite3_column_int64(handle, column);

    public string Text(int column) => raw.sqlite3_column_text(handle, column).utf8_to_string();

    /// <summary>Returns the bytes of a column, valid until the next step or reset.</summary>
    public ReadOnlySpan<byte> Bytes(int column) => raw.sqlite3_column_blob(handle, column);

    /// <summary>Returns a copy of the bytes of a column.</summary>
    public byte[] ToArray(int column)
    {
        var bytes = Bytes(column);

        // Not cleared first, which would take a seventh of the time of a read of parts.
        var copy = GC.AllocateUninitializedArray<byte>(bytes.Length);
        bytes.CopyTo(copy);
        return copy;
    }

    /// <summary>Resets the statement for the next use and ends its read transaction.</summary>
    public void Reset() => raw.sqlite3_reset(handle);

    public void Dispose() => handle.Dispose();
}
