using Analytics.Testing.EventHubs;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Consumer;
using Azure.Messaging.EventHubs.Primitives;
using Azure.Messaging.EventHubs.Processor;

namespace Analytics.Benchmarks.Azure;

/// <summary>Notes the partitions it receives from; once lost it neither renews what it owns nor receives. Thread-safe.</summary>
internal sealed class CountingProcessor(string connectionString, OwnershipStore store, TimeSpan interval, TimeSpan expiry)
    : EventProcessor<EventProcessorPartition>(
        MaxBatch,
        "aggregate",
        connectionString,
        EventHubEndpoint.Name,
        new EventProcessorOptions
        {
            LoadBalancingStrategy = LoadBalancingStrategy.Greedy,
            LoadBalancingUpdateInterval = interval,
            PartitionOwnershipExpirationInterval = expiry,
            PrefetchCount = MaxBatch,
        }
    )
{
    private const int MaxBatch = 64;
    private readonly Lock _gate = new();
    private readonly HashSet<string> _partitions = [];
    private volatile bool _isLost;

    /// <summary>Partitions it has received from since <see cref="Forget"/>.</summary>
    public IReadOnlyList<string> Partitions
    {
        get
        {
            lock (_gate)
            {
                return [.. _partitions];
            }
        }
    }

    public void Forget()
    {
        lock (_gate)
        {
            _partitions.Clear();
        }
    }

    public void Lose() => _isLost = true;

    protected override Task<IEnumerable<EventProcessorPartitionOwnership>> ListOwnershipAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IEnumerable<EventProcessorPartitionOwnership>>(store.List());

    protected override Task<IEnumerable<EventProcessorPartitionOwnership>> ClaimOwnershipAsync(
        IEnumerable<EventProcessorPartitionOwnership> desiredOwnership,
        CancellationToken cancellationToken
    ) => Task.FromResult<IEnumerable<EventProcessorPartitionOwnership>>(_isLost ? [] : store.Claim(desiredOwnership));

    protected override Task<EventProcessorCheckpoint> GetCheckpointAsync(string partitionId, CancellationToken cancellationToken) =>
        Task.FromResult(
            new EventProcessorCheckpoint
            {
                FullyQualifiedNamespace = FullyQualifiedNamespace,
                EventHubName = EventHubName,
                ConsumerGroup = ConsumerGroup,
                PartitionId = partitionId,
                StartingPosition = EventPosition.Latest,
            }
        );

    protected override Task OnProcessingEventBatchAsync(
        IEnumerable<EventData> events,
        EventProcessorPartition partition,
        CancellationToken cancellationToken
    )
    {
        if (!_isLost && events.Any())
        {
            lock (_gate)
            {
                _partitions.Add(partition.PartitionId);
            }
        }

        return Task.CompletedTask;
    }

    protected override Task OnProcessingErrorAsync(
        Exception exception,
        EventProcessorPartition partition,
        string operationDescription,
        CancellationToken cancellationToken
    ) => Task.CompletedTask;
}
