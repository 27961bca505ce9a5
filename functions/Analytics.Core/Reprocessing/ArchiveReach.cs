using Analytics.Core.Aggregation;

namespace Analytics.Core.Reprocessing;

/// <summary>How far back the archive reaches. Thread-safe.</summary>
/// <param name="archive">The messages.</param>
/// <param name="aggregation">How long aggregators remember.</param>
public sealed class ArchiveReach(IEventArchive archive, AggregationOptions aggregation)
{
    /// <summary>How far ahead of its acceptance an event may claim to be.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How long before a day messages are needed to make its rollups: a visit may have begun before midnight under another visitor id, and what an
    /// aggregator remembers goes back two generations.
    /// </summary>
    public TimeSpan Before => TimeSpan.FromHours(1) + Ahead + (2 * aggregation.GenerationAge);

    /// <summary>The first moment whose rollups can be made anew, always a midnight; null if the archive is complete.</summary>
    public async Task<DateTimeOffset?> FromAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset? from = null;
        for (var partition = 0; partition < archive.PartitionCount; partition++)
        {
            if (await archive.OldestAsync(partition, cancellationToken).ConfigureAwait(false) is { SequenceNumber: > 1 } oldest)
            {
                var day = new DateTimeOffset((oldest.EnqueuedTime + Before).UtcDateTime.Date, TimeSpan.Zero).AddDays(1);
                from = from is null || day > from ? day : from;
            }
        }

        return from;
    }

    /// <summary>When the oldest message was accepted; null if there is none.</summary>
    public async Task<DateTimeOffset?> OldestAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset? oldest = null;
        for (var partition = 0; partition < archive.PartitionCount; partition++)
        {
            if (await archive.OldestAsync(partition, cancellationToken).ConfigureAwait(false) is { } record && !(record.EnqueuedTime >= oldest))
            {
                oldest = record.EnqueuedTime;
            }
        }

        return oldest;
    }
}
