namespace Analytics.Core.Tables;

/// <summary>
/// Stored bytes are damaged: the checksum, the magic or a length is wrong. Readers throw it rather than return wrong numbers.
/// </summary>
/// <param name="message">The row or file, the damage and the remedy.</param>
/// <param name="innerException">The cause.</param>
public sealed class TableCorruptException(string message, Exception? innerException = null) : Exception(message, innerException);
