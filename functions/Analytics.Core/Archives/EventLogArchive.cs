using Analytics.Core.EventLog;

namespace Analytics.Core.Archives;

/// <summary>The event log as its own archive. Thread-safe.</summary>
/// <param name="log">The log.</param>
public sealed class EventLogArchive(IEventLog log) : IEventArchive
{
    /// <inheritdoc/>
    public int PartitionCount => log.PartitionCount;

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<LogRecord>> ReadAsync(
        int partition,
        long afterSequenceNumber,
        int maxBytes,
        CancellationToken cancellationToken
    ) => log.ReadAsync(partition, afterSequenceNumber, maxBytes, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<LogRecord?> OldestAsync(int partition, CancellationToken cancellationToken) =>
        NextAsync(partition, 0, cancellationToken);

    /// <summary>Seeks by bisection of the sequence numbers, reading one message per step: O(log n).</summary>
    public async ValueTask<long> SeekAsync(int partition, DateTimeOffset enqueuedFrom, CancellationToken cancellationToken)
    {
        if (await OldestAsync(partition, cancellationToken) is not { } oldest || oldest.EnqueuedTime >= enqueuedFrom)
        {
            return 0;
        }

        var before = oldest.SequenceNumber;
        var end = await log.LastSequenceNumberAsync(partition, cancellationToken);
        while (before < end)
        {
            var middle = before + ((end - before) / 2);
            var next = await NextAsync(partition, middle, cancellationToken);
            if (next is { } record && record.EnqueuedTime < enqueuedFrom)
            {
                before = record.SequenceNumber;
            }
            else
            {
                end = middle;
            }
        }

        return before;
    }

    private async ValueTask<LogRecord?> NextAsync(int partition, long after, CancellationToken cancellationToken) =>
        await log.ReadAsync(partition, after, 1, cancellationToken) is [var record, ..] ? record : null;
}
