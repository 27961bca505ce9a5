using Analytics.Azure.Settings;
using Azure.Core;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Consumer;
using Azure.Messaging.EventHubs.Primitives;
using Azure.Messaging.EventHubs.Producer;

namespace Analytics.Azure.EventLog;

/// <summary>Creates the clients of the event hub; all share one connection.</summary>
internal static class EventHubClients
{
    private const int PrefetchBytes = 4 * 1024 * 1024;

    /// <summary>Short, so that a client of the API is told of a broken partition before its own timeout.</summary>
    private static readonly TimeSpan SendTimeout = TimeSpan.FromSeconds(15);

    public static EventHubConnection Connect(AzureOptions options, TokenCredential credential) =>
        options.EventHub.Address is { } host
            ? new(host, options.EventHubName, credential)
            : new(options.EventHub.ConnectionString, options.EventHubName);

    /// <summary>Creates the client that appends, without retries for the reason in <see cref="EventHubLog"/>.</summary>
    public static EventHubProducerClient Producer(EventHubConnection connection) =>
        new(
            connection,
            new EventHubProducerClientOptions
            {
                RetryOptions = new EventHubsRetryOptions { MaximumRetries = 0, TryTimeout = SendTimeout },
            }
        );

    /// <summary>
    /// Creates the client that reads properties of partitions, with retries: a broken connection is often open again at once.
    /// </summary>
    public static EventHubConsumerClient Questions(EventHubConnection connection) =>
        new(EventHubReader.ConsumerGroup, connection, new EventHubConsumerClientOptions { RetryOptions = CreateRetryOptions() });

    /// <param name="connection">The connection.</param>
    /// <param name="clock">Measures the time of a read.</param>
    /// <param name="patience">Time that one receive waits; null for the default.</param>
    public static EventHubReader Reader(EventHubConnection connection, TimeProvider clock, TimeSpan? patience = null) =>
        new(
            (partition, position) =>
                new PartitionReceiver(
                    EventHubReader.ConsumerGroup,
                    partition,
                    position,
                    connection,
                    new PartitionReceiverOptions { PrefetchSizeInBytes = PrefetchBytes, RetryOptions = CreateRetryOptions() }
                ),
            clock,
            patience
        );

    /// <summary>
    /// Creates the retries of requests that change nothing: some 3 s while connections are refused, less than a minute while nothing
    /// answers.
    /// </summary>
    private static EventHubsRetryOptions CreateRetryOptions() =>
        new()
        {
            Mode = EventHubsRetryMode.Exponential,
            MaximumRetries = 3,
            Delay = TimeSpan.FromMilliseconds(200),
            MaximumDelay = TimeSpan.FromSeconds(2),
            TryTimeout = TimeSpan.FromSeconds(10),
        };
}
