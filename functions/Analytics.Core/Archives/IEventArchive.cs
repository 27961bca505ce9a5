using Analytics.Core.EventLog;

namespace Analytics.Core.Archives;

/// <summary>All messages of the event log that are still available, for reading them again. Safe for concurrent use.</summary>
/// <remarks>
/// <see cref="IOException"/> means "not now": the caller tries again later. No adapter throws another type for a temporary
/// failure.
/// </remarks>
public interface IEventArchive
{
    /// <summary>Number of partitions.</summary>
    int PartitionCount { get; }

    /// <summary>Reads messages in order of sequence number.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="afterSequenceNumber">Messages above this number are returned.</param>
    /// <param name="maxBytes">Stops once the bodies reach this many bytes; at least one message is returned if there is one.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>The messages; empty at the end of the archive.</returns>
    ValueTask<IReadOnlyList<LogRecord>> ReadAsync(
        int partition,
        long afterSequenceNumber,
        int maxBytes,
        CancellationToken cancellationToken
    );

    /// <summary>Returns the oldest available message; null if there is none.</summary>
    ValueTask<LogRecord?> OldestAsync(int partition, CancellationToken cancellationToken);

    /// <summary>
    /// Returns a position before the first message that was accepted at or after a time, as close as the archive can find cheaply.
    /// </summary>
    /// <returns>A sequence number to read after; all messages up to it were accepted earlier.</returns>
    ValueTask<long> SeekAsync(int partition, DateTimeOffset enqueuedFrom, CancellationToken cancellationToken);
}
