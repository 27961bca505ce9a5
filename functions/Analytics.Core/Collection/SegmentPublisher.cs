using Analytics.Core.EventLog;
using Analytics.Core.Partitioning;

namespace Analytics.Core.Collection;

/// <summary>
/// Publishes the segments of many concurrent requests in few messages: group commit per partition, with a limit on queued bytes. If a
/// partition refuses messages, the next one takes them, which is recorded for queries. Safe for concurrent use.
/// </summary>
public sealed class SegmentPublisher
{
    private readonly PartitionLane[] _lanes;
    private readonly SegmentPublisherOptions _options;
    private long _queuedBytes;

    /// <summary>Creates a publisher.</summary>
    /// <param name="log">The event log.</param>
    /// <param name="diversions">Record the partitions that take messages of others.</param>
    /// <param name="options">Options of the grouping into messages.</param>
    /// <param name="time">The clock of the linger time.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public SegmentPublisher(IEventLog log, Diversions diversions, SegmentPublisherOptions options, TimeProvider time)
    {
        options.Check();
        _options = options;
        _lanes = new PartitionLane[log.PartitionCount];
        for (var i = 0; i < _lanes.Length; i++)
        {
            _lanes[i] = new PartitionLane(i, log, diversions, options, time, Release);
        }
    }

    /// <summary>Number of partitions of the log.</summary>
    public int PartitionCount => _lanes.Length;

    /// <summary>Bytes that currently wait for the log.</summary>
    public long QueuedBytes => Volatile.Read(ref _queuedBytes);

    /// <summary>
    /// Accepts all of the segments or none. They are copied before the method returns, so their writers may be reused at once; the task
    /// completes when all of them are durable.
    /// </summary>
    /// <exception cref="EventLogUnavailableException">
    /// Thrown synchronously, with nothing accepted, if the queue is full; or by the task if no partition accepted a message.
    /// </exception>
    internal Task PublishAsync(IReadOnlyList<(int Partition, EventSegmentWriter Segment)> segments)
    {
        var total = 0;
        foreach (var (_, segment) in segments)
        {
            total += segment.ByteCount;
        }

        Reserve(total);
        if (segments.Count == 1)
        {
            return Add(segments[0]);
        }

        var durable = new Task[segments.Count];
        for (var i = 0; i < durable.Length; i++)
        {
            durable[i] = Add(segments[i]);
        }

        return Task.WhenAll(durable);
    }

    /// <summary>Completes when everything accepted so far was appended or failed; for shutdown.</summary>
    public Task DrainAsync() => Task.WhenAll(_lanes.Select(lane => lane.DrainAsync()));

    private Task Add((int Partition, EventSegmentWriter Segment) item) => _lanes[item.Partition].Add(item.Segment, item.Segment.ByteCount);

    private void Reserve(int bytes)
    {
        var queued = Interlocked.Add(ref _queuedBytes, bytes);

        // An idle queue accepts any single request, even with a small limit.
        if (queued > _options.MaxQueuedBytes && queued != bytes)
        {
            Release(bytes);
            throw new EventLogUnavailableException(
                $"{queued - bytes} bytes wait for the event log already, {_options.MaxQueuedBytes} are allowed. "
                    + $"Send again after {_options.RetryAfter.TotalSeconds:0.#} s.",
                _options.RetryAfter
            );
        }
    }

    private void Release(int bytes) => Interlocked.Add(ref _queuedBytes, -bytes);
}
