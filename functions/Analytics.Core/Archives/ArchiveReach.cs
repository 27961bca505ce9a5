using Analytics.Core.Live;
using Analytics.Core.Tables;

namespace Analytics.Core.Archives;

/// <summary>The oldest time that the archive covers. Thread-safe.</summary>
/// <param name="archive">The archive.</param>
/// <param name="tables">Contain the watermarks of partitions of which the archive has no messages any more.</param>
public sealed class ArchiveReach(IEventArchive archive, ITableStore tables)
{
    /// <summary>Maximum time by which a timestamp may be after the time of acceptance.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Time before a day from which messages are needed to rebuild its rollups: a client's clock may be ahead, and the clocks of servers
    /// differ.
    /// </summary>
    public static TimeSpan Before => TimeSpan.FromHours(1) + Ahead;

    /// <summary>Returns the first moment whose rollups can be rebuilt, always a midnight; null if the archive is complete.</summary>
    public async Task<DateTimeOffset?> FromAsync(CancellationToken cancellationToken)
    {
        var ofPartitions = await Task.WhenAll(
            Enumerable.Range(0, archive.PartitionCount).Select(partition => FromAsync(partition, cancellationToken))
        );
        return ofPartitions.Max();
    }

    /// <summary>Returns the time at which the oldest message was accepted; null if there is none.</summary>
    public async Task<DateTimeOffset?> OldestAsync(CancellationToken cancellationToken)
    {
        var ofPartitions = await Task.WhenAll(
            Enumerable.Range(0, archive.PartitionCount).Select(partition => archive.OldestAsync(partition, cancellationToken).AsTask())
        );
        return ofPartitions.Min(record => record?.EnqueuedTime);
    }

    private async Task<DateTimeOffset?> FromAsync(int partition, CancellationToken cancellationToken)
    {
        if (await archive.OldestAsync(partition, cancellationToken) is { } oldest)
        {
            return oldest.SequenceNumber > 1 ? DayAfter(oldest.EnqueuedTime) : null;
        }

        // The partition is new, or all its messages were deleted.
        var watermark = await Watermark.ReadAsync(tables, partition, cancellationToken);
        return watermark.SequenceNumber > 0 ? DayAfter(watermark.Enqueued) : null;
    }

    private static DateTimeOffset DayAfter(DateTimeOffset accepted) =>
        new DateTimeOffset((accepted + Before).UtcDateTime.Date, TimeSpan.Zero).AddDays(1);
}
