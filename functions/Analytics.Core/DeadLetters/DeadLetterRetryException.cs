namespace Analytics.Core.DeadLetters;

/// <summary>Thrown when a letter cannot be retried or failed again; it stays in the table.</summary>
/// <param name="message">The letter, the reason and the remedy.</param>
/// <param name="innerException">The error of the retry.</param>
public sealed class DeadLetterRetryException(string message, Exception? innerException = null) : Exception(message, innerException);
