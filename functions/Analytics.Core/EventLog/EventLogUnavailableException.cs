namespace Analytics.Core.EventLog;

/// <summary>The log (or one partition of it) takes no messages now. Nothing was appended; the caller may send again.</summary>
/// <param name="message">What is wrong and what to do.</param>
/// <param name="retryAfter">When trying again makes sense.</param>
/// <param name="innerException">The cause.</param>
public sealed class EventLogUnavailableException(string message, TimeSpan retryAfter, Exception? innerException = null)
    : Exception(message, innerException)
{
    /// <summary>When trying again makes sense.</summary>
    public TimeSpan RetryAfter { get; } = retryAfter;
}
