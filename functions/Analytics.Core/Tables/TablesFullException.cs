namespace Analytics.Core.Tables;

/// <summary>Nothing was written, because the disk of the tables or the size allowed to them is used up.</summary>
/// <param name="message">The place and the remedy, for the operator.</param>
/// <param name="innerException">The cause.</param>
public sealed class TablesFullException(string message, Exception? innerException = null) : IOException(message, innerException);
