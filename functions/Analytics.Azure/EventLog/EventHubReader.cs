using Analytics.Azure.Failures;
using Analytics.Core.EventLog;
using Azure.Messaging.EventHubs.Consumer;
using Azure.Messaging.EventHubs.Primitives;

namespace Analytics.Azure.EventLog;

/// <summary>
/// Reads messages of a partition that the trigger did not deliver, from a sequence number. Safe for concurrent use; each read opens its
/// own link.
/// </summary>
/// <param name="open">Creates a receiver of a partition at a position.</param>
/// <param name="clock">Measures the time of a read.</param>
/// <param name="patience">Time that one receive waits for messages; null for 5 s.</param>
internal sealed class EventHubReader(Func<string, EventPosition, PartitionReceiver> open, TimeProvider clock, TimeSpan? patience = null)
{
    /// <summary>
    /// The consumer group of these reads. The trigger's group can't be used: its receivers own their partitions exclusively.
    /// </summary>
    public const string ConsumerGroup = EventHubConsumerClient.DefaultConsumerGroupName;

    private const int MaxEvents = 100;
    private const int MaxSilentReceives = 6;

    /// <summary>
    /// Time after which a read returns the messages it has. A read without messages ends after <see cref="MaxSilentReceives"/>; both are
    /// far below the function's timeout.
    /// </summary>
    private static readonly TimeSpan MaxReadTime = TimeSpan.FromMinutes(1);

    private readonly TimeSpan _patience = patience ?? TimeSpan.FromSeconds(5);

    /// <summary>Reads messages like <see cref="IEventLog.ReadAsync"/>.</summary>
    /// <exception cref="IOException">The hub does not answer now.</exception>
    public async ValueTask<IReadOnlyList<LogRecord>> ReadAsync(
        int partition,
        long afterSequenceNumber,
        int maxBytes,
        EventHubLog log,
        CancellationToken cancellationToken
    ) =>
        await TransientFailures.AskAsync(
            $"Partition {partition} of the event hub",
            () => ReceiveAsync(partition, afterSequenceNumber, maxBytes, log, cancellationToken),
            cancellationToken
        );

    private async Task<List<LogRecord>> ReceiveAsync(
        int partition,
        long afterSequenceNumber,
        int maxBytes,
        EventHubLog log,
        CancellationToken cancellationToken
    )
    {
        if (!await HasMoreAsync(log, partition, afterSequenceNumber, cancellationToken))
        {
            return [];
        }

        var receiver = open(
            EventHubLog.IdOf(partition),
            EventPosition.FromSequenceNumber(log.Numbering.NextInHub(afterSequenceNumber), isInclusive: true)
        );
        await using (receiver)
        {
            var records = new List<LogRecord>();
            var started = clock.GetTimestamp();
            var silentReceives = 0;
            for (var bytes = 0; records.Count == 0 || (bytes < maxBytes && clock.GetElapsedTime(started) < MaxReadTime); )
            {
                var before = records.Count;
                foreach (var received in await receiver.ReceiveBatchAsync(MaxEvents, _patience, cancellationToken))
                {
                    var record = log.Numbering.Record(partition, received);
                    records.Add(record);
                    bytes += record.Body.Length;
                    if (bytes >= maxBytes)
                    {
                        break;
                    }
                }

                // A slow link returns nothing either, so the end of the partition is read.
                var last = records.Count > 0 ? records[^1].SequenceNumber : afterSequenceNumber;
                var isSilent = records.Count == before;
                if ((isSilent && records.Count > 0) || !await HasMoreAsync(log, partition, last, cancellationToken))
                {
                    break;
                }

                if (isSilent && ++silentReceives == MaxSilentReceives)
                {
                    throw new IOException(
                        $"Partition {partition} of the event hub has messages after "
                            + $"{afterSequenceNumber} and delivers none of them now. Try again later."
                    );
                }
            }

            return records;
        }
    }

    private static async Task<bool> HasMoreAsync(EventHubLog log, int partition, long after, CancellationToken cancellationToken)
    {
        var properties = await log.PropertiesAsync(partition, cancellationToken);
        return !properties.IsEmpty && log.Numbering.FromHub(properties.LastEnqueuedSequenceNumber) > after;
    }
}
