namespace Analytics.Local.Storage;

/// <summary>
/// The open file of a connection, read and written through SQLite's own handle: closing another one of the same file would end the locks
/// of all connections. The layouts are those of <c>sqlite3_file</c> and <c>sqlite3_io_methods</c>. Not thread-safe.
/// </summary>
/// <param name="file">SQLite's handle.</param>
internal readonly unsafe struct DatabaseFile(IntPtr file)
{
    private const int ReadMethod = 2;
    private const int WriteMethod = 3;
    private const int SyncMethod = 5;
    private const int SyncNormal = 2;

    /// <summary>Reads bytes. Returns a result code of SQLite.</summary>
    public int Read(Span<byte> bytes, long offset)
    {
        fixed (byte* start = bytes)
        {
            return ((delegate* unmanaged[Cdecl]<IntPtr, void*, int, long, int>)Method(ReadMethod))(file, start, bytes.Length, offset);
        }
    }

    /// <summary>Writes bytes. Returns a result code of SQLite.</summary>
    public int Write(ReadOnlySpan<byte> bytes, long offset)
    {
        fixed (byte* start = bytes)
        {
            return ((delegate* unmanaged[Cdecl]<IntPtr, void*, int, long, int>)Method(WriteMethod))(file, start, bytes.Length, offset);
        }
    }

    /// <summary>Waits until what was written is on the disk. Returns a result code of SQLite.</summary>
    public int Sync() => ((delegate* unmanaged[Cdecl]<IntPtr, int, int>)Method(SyncMethod))(file, SyncNormal);

    private IntPtr Method(int index) => (*(IntPtr**)file)[index];
}
