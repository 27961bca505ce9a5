namespace Analytics.Core.DeadLetters;

/// <summary>A letter can't be retried, or failed again; it stays where it is.</summary>
/// <param name="message">The letter, the reason and the remedy.</param>
/// <param name="innerException">The error of the retry.</param>
public sealed class DeadLetterRetryException(string message, Exception? innerException = null) : Exception(message, innerException);
