namespace Analytics.Core.Tables;

/// <summary>
/// Stored bytes are damaged: the checksum, the magic or a length is wrong. Readers throw it rather than return wrong numbers.
/// </summary>
/// <param name="message">The row or file, the damage and the remedy.</param>
/// <param name="innerException">The cause.</param>
public sealed class TableCorruptException(string message, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>The row key of a damaged row, after which a range can be read on; null if the damage is not of one row's bytes.</summary>
    public string? RowKey { get; init; }
}
