using Analytics.Azure.Failures;
using Analytics.Core.EventLog;
using Azure.Messaging.EventHubs;

namespace Analytics.Azure.EventLog;

/// <summary>
/// Classifies a failed append: a refusal, after which another partition may be tried, or an unknown outcome.
/// </summary>
internal static class EventHubRefusals
{
    // Event Hubs count throughput by the second; a namespace that inflates itself needs some more.
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(4);

    /// <summary>
    /// The port's exception, or null if the failure is no matter of availability, such as a wrong name or a missing role.
    /// </summary>
    /// <param name="exception">The exception of the client.</param>
    /// <param name="partition">The partition of the append.</param>
    /// <param name="cancellationToken">The caller's: what it cancelled is no failure.</param>
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
                $"The connection to partition {partition} of the event hub broke before it answered. Send again after {RetryAfter.TotalSeconds:0} s, with the same event ids.",
                RetryAfter,
                exception
            )
            {
                OutcomeUnknown = true,
            },
            _ => null,
        };
}
