namespace Analytics.Core.EventLog;

/// <summary>
/// The partitioned, append-only log between collecting and aggregating. Safe for concurrent use.
/// </summary>
/// <remarks>
/// <see cref="IOException"/> from a read, and <see cref="EventLogUnavailableException"/> from an append, mean "not now": the caller tries
/// again later. No adapter throws another type for a transient failure.
/// </remarks>
public interface IEventLog
{
    /// <summary>Number of partitions; fixed for the life of the log.</summary>
    int PartitionCount { get; }

    /// <summary>True if all partitions are in one place, so that a failure to append to one means that all of them fail.</summary>
    bool PartitionsFailTogether => false;

    /// <summary>
    /// Known gaps of the log, oldest first for each partition; messages before a gap cannot be reprocessed exactly.
    /// </summary>
    IReadOnlyList<LogGap> Gaps => [];

    /// <summary>Appends messages in order, all or none, and completes when they are durable.</summary>
    /// <param name="partition">The partition, 0 ≤ partition &lt; <see cref="PartitionCount"/>.</param>
    /// <param name="messages">
    /// The messages, one at least, together at most <see cref="EventMessage.MaxBytes"/>. The caller must not change them before the task
    /// completes.
    /// </param>
    /// <param name="cancellationToken">Cancels the wait, not an append already under way.</param>
    /// <exception cref="ArgumentException">There is no message, or they have too many bytes.</exception>
    /// <exception cref="EventLogUnavailableException">This partition takes no messages now; nothing was appended.</exception>
    ValueTask AppendAsync(int partition, IReadOnlyList<ReadOnlyMemory<byte>> messages, CancellationToken cancellationToken);

    /// <summary>Reads messages in order of sequence number.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="afterSequenceNumber">Messages above this number are returned; 0 starts at the oldest retained.</param>
    /// <param name="maxBytes">Stops when the bodies reach this many bytes; at least one message is returned if there is one.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>The messages, empty at the end of the partition.</returns>
    /// <exception cref="IOException">There is no answer now; try again later.</exception>
    ValueTask<IReadOnlyList<LogRecord>> ReadAsync(
        int partition,
        long afterSequenceNumber,
        int maxBytes,
        CancellationToken cancellationToken
    );

    /// <summary>Returns the highest sequence number appended to the partition, 0 if none.</summary>
    /// <exception cref="IOException">There is no answer now; try again later.</exception>
    ValueTask<long> LastSequenceNumberAsync(int partition, CancellationToken cancellationToken);
}
