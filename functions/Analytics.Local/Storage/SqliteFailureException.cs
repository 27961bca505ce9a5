using SQLitePCL;

namespace Analytics.Local.Storage;

/// <summary>A statement failed for a reason other than damage: no space, an I/O error, a lock.</summary>
/// <param name="message">The file, the attempted operation and SQLite's message.</param>
/// <param name="code">The extended result code.</param>
internal sealed class SqliteFailureException(string message, int code) : IOException(message)
{
    /// <summary>The extended result code.</summary>
    public int Code { get; } = code;

    /// <summary>True if the disk is full or the file has reached its maximum size.</summary>
    public bool IsFull => (Code & 0xff) == raw.SQLITE_FULL;
}
