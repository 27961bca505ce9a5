using Analytics.Core.EventLog;

namespace Analytics.Core.Archives;

/// <summary>
/// The archive of the files written by Event Hubs Capture, followed by the event hub itself. Each partition keeps its last file open, so
/// that reading on opens each file once; a read at another position finds its file with O(log files) opens. Safe for concurrent use.
/// </summary>
/// <remarks>
/// Sequence numbers of a partition are contiguous in Event Hubs. A read that detects a gap fails with an
/// <see cref="InvalidDataException"/> that names the missing numbers.
/// </remarks>
/// <param name="files">The captured files.</param>
/// <param name="hub">The event hub.</param>
public sealed class CapturedArchive(ICaptureFiles files, IEventLog hub) : IEventArchive, IAsyncDisposable
{
    private readonly CapturedPartition[] _partitions =
    [
        .. Enumerable.Range(0, hub.PartitionCount).Select(partition => new CapturedPartition(partition, files, hub)),
    ];

    /// <inheritdoc/>
    public int PartitionCount => _partitions.Length;

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">A file is damaged, or messages are missing.</exception>
    public async ValueTask<IReadOnlyList<LogRecord>> ReadAsync(
        int partition,
        long afterSequenceNumber,
        int maxBytes,
        CancellationToken cancellationToken
    ) => await _partitions[partition].ReadAsync(afterSequenceNumber, maxBytes, cancellationToken);

    /// <summary>Returns the first captured message or, before anything was captured, the oldest message of the hub.</summary>
    public async ValueTask<LogRecord?> OldestAsync(int partition, CancellationToken cancellationToken) =>
        await _partitions[partition].OldestAsync(cancellationToken);

    /// <summary>Seeks by the times in the names of the files, one hour early.</summary>
    public async ValueTask<long> SeekAsync(int partition, DateTimeOffset enqueuedFrom, CancellationToken cancellationToken) =>
        await _partitions[partition].SeekAsync(enqueuedFrom, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var partition in _partitions)
        {
            await partition.DisposeAsync();
        }
    }
}
