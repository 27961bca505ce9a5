using Analytics.Azure.EventLog;
using Analytics.Core.Archives;
using Analytics.Core.EventLog;

namespace Analytics.Azure.Archives;

/// <summary>
/// The archive of a hub that may have been recreated. Its files have the hub's own sequence numbers; the port's numbers are an epoch
/// above. Safe for concurrent use.
/// </summary>
/// <param name="archive">The archive with the hub's numbers.</param>
/// <param name="numbering">The epoch.</param>
internal sealed class EpochArchive(IEventArchive archive, HubNumbering numbering) : IEventArchive, IAsyncDisposable
{
    /// <inheritdoc/>
    public int PartitionCount => archive.PartitionCount;

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<LogRecord>> ReadAsync(
        int partition,
        long afterSequenceNumber,
        int maxBytes,
        CancellationToken cancellationToken
    ) => [.. (await archive.ReadAsync(partition, numbering.NextInHub(afterSequenceNumber), maxBytes, cancellationToken)).Select(Numbered)];

    /// <inheritdoc/>
    public async ValueTask<LogRecord?> OldestAsync(int partition, CancellationToken cancellationToken) =>
        await archive.OldestAsync(partition, cancellationToken) is { } oldest ? Numbered(oldest) : null;

    /// <inheritdoc/>
    public async ValueTask<long> SeekAsync(int partition, DateTimeOffset enqueuedFrom, CancellationToken cancellationToken) =>
        numbering.FromHub(await archive.SeekAsync(partition, enqueuedFrom, cancellationToken) - 1);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (archive is IAsyncDisposable disposable)
        {
            await disposable.DisposeAsync();
        }
    }

    private LogRecord Numbered(LogRecord record) => record with { SequenceNumber = numbering.FromHub(record.SequenceNumber - 1) };
}
