using System.Globalization;
using Analytics.Azure.Failures;
using Analytics.Core.EventLog;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Consumer;
using Azure.Messaging.EventHubs.Producer;

namespace Analytics.Azure.EventLog;

/// <summary>
/// The event log on Event Hubs. A message of the log is an event of the hub, in the partition that the caller names. Messages appended
/// together are one publication, which the hub accepts or refuses as a whole. Safe for concurrent use.
/// </summary>
/// <remarks>
/// The producer must be created without retries: after a lost answer it would append a second time, and the events would count twice. A
/// refusal needs no retry here either, because the publisher goes on to the next partition.
/// </remarks>
/// <param name="producer">The one producer of the process.</param>
/// <param name="questions">
/// Reads properties of partitions, with retries: a broken connection must not make lag, readiness and reading back fail at once.
/// </param>
/// <param name="reader">Reads partitions.</param>
/// <param name="numbering">Maps the hub's sequence numbers.</param>
/// <param name="partitionCount">Number of partitions of the hub.</param>
internal sealed class EventHubLog(
    EventHubProducerClient producer,
    EventHubConsumerClient questions,
    EventHubReader reader,
    HubNumbering numbering,
    int partitionCount
) : IEventLog
{
    private readonly SendEventOptions[] _options =
    [
        .. Enumerable.Range(0, partitionCount).Select(partition => new SendEventOptions { PartitionId = IdOf(partition) }),
    ];

    /// <inheritdoc/>
    public int PartitionCount => partitionCount;

    /// <inheritdoc/>
    public async ValueTask AppendAsync(int partition, IReadOnlyList<ReadOnlyMemory<byte>> messages, CancellationToken cancellationToken)
    {
        CheckPartition(partition);
        var bytes = messages.Sum(static message => message.Length);
        if (messages.Count == 0 || bytes > EventMessage.MaxBytes)
        {
            throw new ArgumentException(
                $"An append has one message or more of together at most {EventMessage.MaxBytes} bytes, "
                    + $"this one {messages.Count} of {bytes}; send fewer events in one.",
                nameof(messages)
            );
        }

        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            // The port's token cancels only the wait: an append under way must not be cancelled.
            await producer
                .SendAsync(messages.Select(static message => new EventData(message)), _options[partition], CancellationToken.None)
                .WaitAsync(cancellationToken);
        }
        catch (Exception exception) when (EventHubRefusals.Of(exception, partition, cancellationToken) is { } refusal)
        {
            throw refusal;
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<LogRecord>> ReadAsync(
        int partition,
        long afterSequenceNumber,
        int maxBytes,
        CancellationToken cancellationToken
    ) => reader.ReadAsync(partition, afterSequenceNumber, maxBytes, this, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<long> LastSequenceNumberAsync(int partition, CancellationToken cancellationToken) =>
        numbering.FromHub((await PropertiesAsync(partition, cancellationToken)).LastEnqueuedSequenceNumber);

    /// <summary>Maps the hub's sequence numbers.</summary>
    internal HubNumbering Numbering => numbering;

    /// <summary>Reads the hub's properties of a partition.</summary>
    /// <exception cref="IOException">The hub does not answer now.</exception>
    internal Task<PartitionProperties> PropertiesAsync(int partition, CancellationToken cancellationToken) =>
        TransientFailures.AskAsync(
            $"Partition {partition} of the event hub",
            () => questions.GetPartitionPropertiesAsync(IdOf(partition), cancellationToken),
            cancellationToken
        );

    private void CheckPartition(int partition)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(partition);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(partition, partitionCount);
    }

    internal static string IdOf(int partition) => partition.ToString(CultureInfo.InvariantCulture);
}
