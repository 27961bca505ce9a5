using Analytics.Azure.Failures;
using Analytics.Core.EventLog;
using Azure.Messaging.EventHubs;

namespace Analytics.Azure.EventLog;

/// <summary>
/// Classifies a failed append: a refusal, after which another partition may be tried, or an unknown outcome.
/// </summary>
internal static class EventHubRefusals
{
    // Event Hubs limit throughput per second; a namespace with auto-inflate needs a few seconds to grow.
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(4);

    /// <summary>
    /// Returns the port's exception; null if the failure does not concern availability, such as a wrong name or a missing role.
    /// </summary>
    /// <param name="exception">The exception of the client.</param>
    /// <param name="partition">The partition of the append.</param>
    /// <param name="cancellationToken">The caller's token: a request that it cancelled has not failed.</param>
    public static EventLogUnavailableException? Of(Exception exception, int partition, CancellationToken cancellationToken) =>
        exception switch
        {
            EventHubsException
            {
                Reason: EventHubsException.FailureReason.ServiceBusy or EventHubsException.FailureReason.QuotaExceeded
            } => new(
                $"Partition {partition} of the event hub takes no messages now. Send again after {RetryAfter.TotalSeconds:0} s.",
                RetryAfter,
                exception
            ),
            _ when TransientFailures.IsTransient(exception, cancellationToken) => new(
                $"The connection to partition {partition} of the event hub broke before it answered. "
                    + $"Send again after {RetryAfter.TotalSeconds:0} s, with the same event ids.",
                RetryAfter,
                exception
            )
            {
                OutcomeUnknown = true,
            },
            _ => null,
        };
}
