namespace Analytics.Core.EventLog;

/// <summary>
/// The log (or one partition of it) does not accept messages now. Nothing was appended, unless <see cref="OutcomeUnknown"/>; the caller
/// may send again.
/// </summary>
/// <param name="message">The failure and the remedy.</param>
/// <param name="retryAfter">Time after which to try again.</param>
/// <param name="innerException">The cause.</param>
public sealed class EventLogUnavailableException(string message, TimeSpan retryAfter, Exception? innerException = null)
    : Exception(message, innerException)
{
    /// <summary>
    /// True if the message may be in the log after all: the connection broke before the answer. Then another partition must not be tried,
    /// or the events could count twice; a client that sends again does so with the same event ids.
    /// </summary>
    public bool OutcomeUnknown { get; init; }

    /// <summary>Time to wait before trying again.</summary>
    public TimeSpan RetryAfter { get; } = retryAfter;
}
