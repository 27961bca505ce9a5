using System.Net.Sockets;
using Azure;
using Azure.Messaging.EventHubs;

namespace Analytics.Azure.Failures;

/// <summary>
/// Distinguishes transient failures from others. Core tries again after an <see cref="IOException"/> and after no other exception. The
/// clients have repeated the request by then.
/// </summary>
internal static class TransientFailures
{
    /// <summary>Returns the port's exception; null if the failure is not transient, such as a wrong name or a missing role.</summary>
    /// <param name="exception">The exception of a client.</param>
    /// <param name="what">The request, for the message.</param>
    /// <param name="cancellationToken">The caller's token: a request that it cancelled has not failed.</param>
    public static IOException? Of(Exception exception, string what, CancellationToken cancellationToken) =>
        exception is not IOException && IsTransient(exception, cancellationToken)
            ? new($"{what} does not answer now: {exception.Message}", exception)
            : null;

    /// <summary>Makes a request and translates its transient failures into the port's exception.</summary>
    /// <param name="what">The request, for the message.</param>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">The caller's token: a request that it cancels has not failed.</param>
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

    /// <summary>Returns true if a failure is transient.</summary>
    public static bool IsTransient(Exception exception, CancellationToken cancellationToken) =>
        exception switch
        {
            // Without an answer the status is 0.
            RequestFailedException { Status: 0 or 408 or 429 or 500 or 502 or 503 or 504 } => true,
            EventHubsException { IsTransient: true } => true,

            // Thrown by the pipeline after its last attempt without an answer.
            AggregateException { InnerExceptions: { Count: > 0 } all } => all.All(inner => IsTransient(inner, cancellationToken)),

            // The client's own timeout, or a link of Event Hubs that was closed during the request.
            OperationCanceledException => !cancellationToken.IsCancellationRequested,
            TimeoutException or SocketException or HttpRequestException or IOException => true,
            _ => false,
        };
}
