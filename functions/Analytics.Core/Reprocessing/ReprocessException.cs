namespace Analytics.Core.Reprocessing;

/// <summary>Reprocessing cannot continue. Replaced rows are complete; the other rows are unchanged.</summary>
/// <param name="message">The place at which it stopped, the reason and the remedy.</param>
/// <param name="innerException">The cause.</param>
public sealed class ReprocessException(string message, Exception? innerException = null) : Exception(message, innerException);
