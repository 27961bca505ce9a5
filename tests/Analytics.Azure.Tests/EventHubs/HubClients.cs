using Analytics.Azure.EventLog;
using Analytics.Azure.Settings;
using Azure.Identity;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Consumer;
using Azure.Messaging.EventHubs.Primitives;
using Azure.Messaging.EventHubs.Producer;

namespace Analytics.Azure.Tests.EventHubs;

/// <summary>The clients of one process, made as the host makes them, and the log on them.</summary>
internal sealed class HubClients : IAsyncDisposable
{
    private readonly EventHubProducerClient _producer;
    private readonly EventHubConsumerClient _questions;

    public HubClients(EventHubEndpoint hub, TimeSpan? patience = null, int epoch = 0)
    {
        var options = new AzureOptions { EventHubName = EventHubEndpoint.Name };
        options.EventHub = options.EventHub with { ConnectionString = hub.ConnectionString };
        Connection = EventHubClients.Connect(options, new DefaultAzureCredential());
        _producer = EventHubClients.Producer(Connection);
        _questions = EventHubClients.Questions(Connection);
        Log = new(
            _producer,
            _questions,
            EventHubClients.Reader(Connection, TimeProvider.System, patience),
            new(epoch),
            hub.Partitions.Count
        );
    }

    public EventHubConnection Connection { get; }

    public EventHubLog Log { get; }

    /// <summary>A reader that wants a partition for itself, as the trigger does.</summary>
    public PartitionReceiver Own(string group, int partition, long epoch) =>
        new(group, EventHubLog.IdOf(partition), EventPosition.Earliest, Connection, new PartitionReceiverOptions { OwnerLevel = epoch });

    public async ValueTask DisposeAsync()
    {
        await _producer.CloseAsync();
        await _questions.CloseAsync();
        await Connection.CloseAsync();
    }
}
