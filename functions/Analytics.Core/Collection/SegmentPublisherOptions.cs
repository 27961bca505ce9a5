namespace Analytics.Core.Collection;

/// <summary>Options for grouping requests into messages of the log.</summary>
public sealed class SegmentPublisherOptions
{
    /// <summary>
    /// Time that a message waits for more requests, 0–20 ms. With 0 the log's own latency groups: while one append is under way, the
    /// next message collects.
    /// </summary>
    public TimeSpan Linger { get; init; } = TimeSpan.Zero;

    /// <summary>Bytes of segments in one message before compression; only a single segment may be larger.</summary>
    public int MaxMessageBytes { get; init; } = 256 * 1024;

    /// <summary>
    /// Bytes of segments in the messages of one append, before compression: those that collected while the one before was under way go
    /// together, so that a partition takes more in a second than one message in the time an append takes.
    /// </summary>
    public int MaxAppendBytes { get; init; } = 960 * 1024;

    /// <summary>Bytes that may wait for the log, over all partitions; beyond that requests are refused.</summary>
    public long MaxQueuedBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>True if messages are compressed. Saves log space and billing at the cost of some processor time.</summary>
    public bool Compress { get; init; } = true;

    /// <summary>Time that a refused client is asked to wait.</summary>
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
