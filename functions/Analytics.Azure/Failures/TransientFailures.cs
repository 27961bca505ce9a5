using System.Net.Sockets;
using Azure;
using Azure.Messaging.EventHubs;

namespace Analytics.Azure.Failures;

/// <summary>
/// Tells failures that pass by themselves from those that don't: Core tries again after an <see cref="IOException"/> and after nothing
/// else. The clients have repeated the request by then.
/// </summary>
internal static class TransientFailures
{
    /// <summary>The port's exception, or null if the failure does not pass by itself, such as a wrong name or a missing role.</summary>
    /// <param name="exception">The exception of a client.</param>
    /// <param name="what">The request, for the message.</param>
    /// <param name="cancellationToken">The caller's: what it cancelled is no failure.</param>
    public static IOException? Of(Exception exception, string what, CancellationToken cancellationToken) =>
        exception is not IOException && IsTransient(exception, cancellationToken)
            ? new($"{what} does not answer now: {exception.Message}", exception)
            : null;

    /// <summary>Makes a request whose failures that pass by themselves are the port's.</summary>
    /// <param name="what">The request, for the message.</param>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">The caller's: what it cancels is no failure.</param>
    /// <exception cref="IOException">There is no answer now; the client has tried several times.</exception>
    public static async Task<T> AskAsync<T>(string what, Func<Task<T>> request, CancellationToken cancellationToken)
    {
        try
        {
            return await request();
        }
        catch (Exception exception) when (Of(exception, what, cancellationToken) is { } failure)
        {
            throw failure;
        }
    }

    /// <summary>True if a failure passes by itself.</summary>
    public static bool IsTransient(Exception exception, CancellationToken cancellationToken) =>
        exception switch
        {
            // Without an answer the status is 0.
            RequestFailedException { Status: 0 or 408 or 429 or 500 or 502 or 503 or 504 } => true,
            EventHubsException { IsTransient: true } => true,

            // What the pipeline throws after its last attempt without an answer.
            AggregateException { InnerExceptions: { Count: > 0 } all } => all.All(inner => IsTransient(inner, cancellationToken)),

            // The client's own timeout; or a link of Event Hubs that was torn down under the request.
            OperationCanceledException => !cancellationToken.IsCancellationRequested,
            TimeoutException or SocketException or HttpRequestException or IOException => true,
            _ => false,
        };
}
