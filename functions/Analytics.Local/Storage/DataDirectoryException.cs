namespace Analytics.Local.Storage;

/// <summary>The data directory cannot be used by this process as asked; the message says why and what to do.</summary>
/// <param name="message">The directory or file, what is wrong, and the remedy.</param>
/// <param name="innerException">The cause.</param>
public sealed class DataDirectoryException(string message, Exception? innerException = null) : Exception(message, innerException);
