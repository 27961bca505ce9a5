using Analytics.Azure.Settings;
using Azure.Core;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Primitives;
using Azure.Messaging.EventHubs.Producer;

namespace Analytics.Azure.EventLog;

/// <summary>Makes the clients of the event hub; all share one connection.</summary>
internal static class EventHubClients
{
    private const int PrefetchBytes = 4 * 1024 * 1024;

    /// <summary>Short enough that a client learns of a broken partition before it gives up by itself.</summary>
    private static readonly TimeSpan SendTimeout = TimeSpan.FromSeconds(15);

    public static EventHubConnection Connect(AzureOptions options, TokenCredential credential) => options.EventHub.Address is { } host
        ? new(host, options.EventHubName, credential)
        : new(options.EventHub.ConnectionString, options.EventHubName);

    /// <summary>Without retries; <see cref="EventHubLog"/> says why.</summary>
    public static EventHubProducerClient Producer(EventHubConnection connection) => new(
        connection,
        new EventHubProducerClientOptions { RetryOptions = new EventHubsRetryOptions { MaximumRetries = 0, TryTimeout = SendTimeout } });

    public static EventHubReader Reader(EventHubConnection connection) => new((partition, position) => new PartitionReceiver(
        EventHubReader.ConsumerGroup,
        partition,
        position,
        connection,
        new PartitionReceiverOptions { PrefetchSizeInBytes = PrefetchBytes }));
}
