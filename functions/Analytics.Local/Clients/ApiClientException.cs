using System.Net;

namespace Analytics.Local.Clients;

/// <summary>The server refused a request or could not be reached.</summary>
/// <param name="message">The server's message, or a remedy.</param>
/// <param name="status">The HTTP status; null when there was no answer.</param>
/// <param name="retryAfter">Time that the server asks to wait.</param>
/// <param name="innerException">The cause.</param>
internal sealed class ApiClientException(
    string message,
    HttpStatusCode? status = null,
    TimeSpan? retryAfter = null,
    Exception? innerException = null
) : Exception(message, innerException)
{
    /// <summary>The HTTP status; null when there was no answer.</summary>
    public HttpStatusCode? Status { get; } = status;

    /// <summary>Time that the server asks to wait.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;

    /// <summary>True if the same request may succeed later: no connection, overload, or a fault of the server.</summary>
    public bool IsTransient { get; } =
        status is null or HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests || (int)status >= 500;
}
