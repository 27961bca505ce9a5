namespace Analytics.Core.Collection;

/// <summary>Options for grouping requests into messages of the log.</summary>
public sealed class SegmentPublisherOptions
{
    /// <summary>
    /// Time that a message waits for more requests, 0 to 20 ms. With 0, requests are still grouped by the latency of the log: while one
    /// append runs, the next message collects.
    /// </summary>
    public TimeSpan Linger { get; init; } = TimeSpan.Zero;

    /// <summary>Maximum bytes of segments in one message, before compression; only a single segment may be larger.</summary>
    public int MaxMessageBytes { get; init; } = 256 * 1024;

    /// <summary>
    /// Maximum bytes of segments in the messages of one append, before compression. Messages that collected during an append are appended
    /// together, so that the throughput of a partition is not limited to one message per append.
    /// </summary>
    public int MaxAppendBytes { get; init; } = 960 * 1024;

    /// <summary>Maximum bytes that wait for the log, over all partitions; beyond it requests are refused.</summary>
    public long MaxQueuedBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>True if messages are compressed. Saves log space and billing at the cost of some processor time.</summary>
    public bool Compress { get; init; } = true;

    /// <summary>Time that a refused client is asked to wait before it retries.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(1);

    internal void Check()
    {
        if (Linger < TimeSpan.Zero || Linger > TimeSpan.FromMilliseconds(20))
        {
            throw new ArgumentOutOfRangeException(nameof(Linger), Linger, "The linger time is 0 to 20 ms.");
        }

        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxMessageBytes);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxAppendBytes);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxQueuedBytes);
    }
}
