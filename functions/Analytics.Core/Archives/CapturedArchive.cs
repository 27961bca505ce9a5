using Analytics.Core.EventLog;

namespace Analytics.Core.Archives;

/// <summary>
/// Archive of the files that Event Hubs Capture has written, followed by the event hub itself. Each partition keeps the file open that was
/// read last, so that whoever reads on opens each file once; a read elsewhere finds its file in O(log files) opens. Safe for concurrent
/// use.
/// </summary>
/// <remarks>
/// The numbers of a partition are contiguous in Event Hubs. A read that finds some missing fails with an
/// <see cref="InvalidDataException"/> that names them.
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

    /// <summary>The first message that is captured; before anything is, the oldest of the hub.</summary>
    public async ValueTask<LogRecord?> OldestAsync(int partition, CancellationToken cancellationToken) =>
        await _partitions[partition].OldestAsync(cancellationToken);

    /// <summary>By the times in the files' names, an hour early.</summary>
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
