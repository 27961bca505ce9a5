namespace Analytics.Core.DeadLetters;

/// <summary>A letter can't be retried, or failed again; it stays where it is.</summary>
/// <param name="message">Which letter, why, and what to do.</param>
/// <param name="innerException">The error of the retry.</param>
public sealed class DeadLetterRetryException(string message, Exception? innerException = null) : Exception(message, innerException);
