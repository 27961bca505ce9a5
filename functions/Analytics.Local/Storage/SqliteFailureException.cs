using SQLitePCL;

namespace Analytics.Local.Storage;

/// <summary>SQLite refused a statement for a reason that is not damage: no space, an I/O error, a lock.</summary>
/// <param name="message">The file, what was tried, and what SQLite said.</param>
/// <param name="code">The extended result code.</param>
internal sealed class SqliteFailureException(string message, int code) : IOException(message)
{
    /// <summary>The extended result code.</summary>
    public int Code { get; } = code;

    /// <summary>True if the disk, or the size allowed to the file, is used up.</summary>
    public bool IsFull => (Code & 0xff) == raw.SQLITE_FULL;
}
