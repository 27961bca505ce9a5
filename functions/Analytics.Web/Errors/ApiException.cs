namespace Analytics.Web.Errors;

/// <summary>Ends a request with a status and <c>{ "error": "…" }</c>.</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="message">The thing, the value and the remedy, for the client.</param>
/// <param name="retryAfter">Time after which to try again; null if trying again can't help.</param>
public sealed class ApiException(int status, string message, TimeSpan? retryAfter = null) : Exception(message)
{
    /// <summary>The HTTP status.</summary>
    public int Status { get; } = status;

    /// <summary>Time after which to try again; null if trying again can't help.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;

    /// <summary>The code of a refused event; null for other refusals.</summary>
    public string? Code { get; init; }

    /// <summary>The field of a refused event; null for other refusals.</summary>
    public string? Field { get; init; }
}
