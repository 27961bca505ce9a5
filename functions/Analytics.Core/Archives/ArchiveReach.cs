using Analytics.Core.Live;
using Analytics.Core.Tables;

namespace Analytics.Core.Archives;

/// <summary>The oldest time that the archive covers. Thread-safe.</summary>
/// <param name="archive">The messages.</param>
/// <param name="tables">Know what was in partitions of which the archive has nothing any more.</param>
public sealed class ArchiveReach(IEventArchive archive, ITableStore tables)
{
    /// <summary>Time by which an event may claim to be ahead of its acceptance.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Time before a day from which messages are needed to make its rollups: a client's clock may be ahead, and those of servers differ.
    /// </summary>
    public static TimeSpan Before => TimeSpan.FromHours(1) + Ahead;

    /// <summary>The first moment whose rollups can be made again, always a midnight; null if the archive is complete.</summary>
    public async Task<DateTimeOffset?> FromAsync(CancellationToken cancellationToken)
    {
        var ofPartitions = await Task.WhenAll(
            Enumerable.Range(0, archive.PartitionCount).Select(partition => FromAsync(partition, cancellationToken))
        );
        return ofPartitions.Max();
    }

    /// <summary>Time at which the oldest message was accepted; null if there is none.</summary>
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

        // Nothing yet, or nothing any more.
        var watermark = await Watermark.ReadAsync(tables, partition, cancellationToken);
        return watermark.SequenceNumber > 0 ? DayAfter(watermark.Enqueued) : null;
    }

    private static DateTimeOffset DayAfter(DateTimeOffset accepted) =>
        new DateTimeOffset((accepted + Before).UtcDateTime.Date, TimeSpan.Zero).AddDays(1);
}
