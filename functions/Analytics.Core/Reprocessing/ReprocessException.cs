namespace Analytics.Core.Reprocessing;

/// <summary>Reprocessing cannot go on. What was replaced is complete in itself; the rest is as it was.</summary>
/// <param name="message">The place at which it stopped, the reason and the remedy.</param>
/// <param name="innerException">The cause.</param>
public sealed class ReprocessException(string message, Exception? innerException = null) : Exception(message, innerException);
