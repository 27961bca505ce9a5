using Analytics.Core.Live;
using Analytics.Core.Tables;

namespace Analytics.Local.Storage;

/// <summary>
/// Deletes the log's oldest messages by age and size, in small pieces between appends. Messages that are not aggregated yet stay, whatever
/// their age. Not thread-safe.
/// </summary>
internal sealed class LogRetention(SqliteEventLog log, ITableStore tables, SqliteEventLogOptions options, TimeProvider timeProvider)
{
    private const int PieceBytes = 2 * 1024 * 1024;

    /// <summary>Deletes the messages whose time is over.</summary>
    /// <returns>Number of messages deleted.</returns>
    public async Task<long> RunAsync(CancellationToken cancellationToken)
    {
        var deleted = 0L;
        if (options.KeepFor is { } age)
        {
            var before = timeProvider.GetUtcNow() - age;
            for (var partition = 0; partition < log.PartitionCount; partition++)
            {
                while (await DeleteAsync(partition, before, cancellationToken) is var count and > 0)
                {
                    deleted += count;
                }
            }
        }

        while (options.KeepBytes < log.UsedBytes() && await OldestPartitionAsync(cancellationToken) is { } oldest)
        {
            var count = await DeleteAsync(oldest, DateTimeOffset.MaxValue, cancellationToken);
            if (count == 0)
            {
                break;
            }

            deleted += count;
        }

        return deleted;
    }

    private async Task<int> DeleteAsync(int partition, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var watermark = (await Watermark.ReadAsync(tables, partition, cancellationToken)).SequenceNumber;
        var last = Math.Min(watermark, await log.LastSequenceNumberAsync(partition, cancellationToken) - 1);
        var old = (await log.ReadAsync(partition, 0, PieceBytes, cancellationToken))
            .TakeWhile(record => record.SequenceNumber <= last && record.EnqueuedTime < before)
            .ToList();
        if (old.Count > 0)
        {
            await log.DeleteAsync(partition, old[^1].SequenceNumber);
        }

        return old.Count;
    }

    private async Task<int?> OldestPartitionAsync(CancellationToken cancellationToken)
    {
        var oldest = (Partition: (int?)null, Time: DateTimeOffset.MaxValue);
        for (var partition = 0; partition < log.PartitionCount; partition++)
        {
            var last = await log.LastSequenceNumberAsync(partition, cancellationToken);
            if (
                await log.ReadAsync(partition, 0, 1, cancellationToken) is [var record, ..]
                && record.SequenceNumber < last
                && record.EnqueuedTime < oldest.Time
            )
            {
                oldest = (partition, record.EnqueuedTime);
            }
        }

        return oldest.Partition;
    }
}
