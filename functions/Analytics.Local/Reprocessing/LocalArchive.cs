using Analytics.Core.Archives;
using Analytics.Core.EventLog;
using Analytics.Local.Storage;

namespace Analytics.Local.Reprocessing;

/// <summary>
/// The event log as its own archive, from the end of its last gap: a day replayed across a gap would lose the events of the missing
/// messages. Thread-safe.
/// </summary>
/// <param name="log">The log.</param>
internal sealed class LocalArchive(SqliteEventLog log) : IEventArchive
{
    private readonly EventLogArchive _all = new(log);

    /// <inheritdoc />
    public int PartitionCount => log.PartitionCount;

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<LogRecord>> ReadAsync(
        int partition,
        long afterSequenceNumber,
        int maxBytes,
        CancellationToken cancellationToken
    ) => _all.ReadAsync(partition, Math.Max(afterSequenceNumber, log.CompleteAfter(partition)), maxBytes, cancellationToken);

    /// <inheritdoc />
    public async ValueTask<LogRecord?> OldestAsync(int partition, CancellationToken cancellationToken) =>
        await ReadAsync(partition, 0, 1, cancellationToken) is [var oldest, ..] ? oldest : null;

    /// <inheritdoc />
    public async ValueTask<long> SeekAsync(int partition, DateTimeOffset enqueuedFrom, CancellationToken cancellationToken) =>
        Math.Max(await _all.SeekAsync(partition, enqueuedFrom, cancellationToken), log.CompleteAfter(partition));
}
