using Analytics.Azure.EventLog;
using Analytics.Core.Aggregation;
using Analytics.Core.EventLog;
using Analytics.Core.Live;
using Analytics.Core.Tables;

namespace Analytics.Azure.Aggregation;

/// <summary>
/// Passes batches of one partition to its aggregator, one at a time, and requests a roll-up after large writes. Safe for concurrent use.
/// </summary>
/// <param name="aggregator">The aggregator.</param>
/// <param name="partition">Its partition.</param>
/// <param name="log">The event log.</param>
/// <param name="tables">The tables that hold the watermark.</param>
/// <param name="demand">Receives the requests for roll-ups.</param>
/// <param name="room">Limits the batches under way in all partitions of the process.</param>
internal sealed class PartitionSlot(
    PartitionAggregator aggregator,
    int partition,
    IEventLog log,
    ITableStore tables,
    RollupDemand demand,
    SemaphoreSlim room
) : IDisposable
{
    private const int Attempts = 3;
    private readonly SemaphoreSlim _batchLock = new(1, 1);

    /// <summary>Number of waiting and running batches; the owner of the slots counts them.</summary>
    public int Users { get; set; }

    /// <summary>Time at which the last batch ended.</summary>
    public long LastUsed { get; set; }

    /// <summary>Aggregates a batch.</summary>
    /// <returns>The messages before the batch that the log no longer holds; null if there are none.</returns>
    public async Task<LostMessages?> ProcessAsync(IReadOnlyList<LogRecord> records, CancellationToken cancellationToken)
    {
        await _batchLock.WaitAsync(cancellationToken);
        try
        {
            await room.WaitAsync(cancellationToken);
            try
            {
                return await ProcessInTurnAsync(records, cancellationToken);
            }
            finally
            {
                room.Release();
            }
        }
        finally
        {
            _batchLock.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _batchLock.Dispose();

    private async Task<LostMessages?> ProcessInTurnAsync(IReadOnlyList<LogRecord> records, CancellationToken cancellationToken)
    {
        LostMessages? lost = null;
        for (var attempt = 1; ; attempt++)
        {
            // Not started, failed, or behind: another instance may have aggregated the partition meanwhile; then its watermark closes the
            // gap.
            if (aggregator.SequenceNumber is not { } lastProcessed || IsGap(records, lastProcessed))
            {
                await aggregator.StartAsync(cancellationToken);
                lost = await FindLostAsync(records, cancellationToken);
            }

            try
            {
                await aggregator.ProcessAsync(records, cancellationToken);
                await demand.AskAsync(aggregator.Written, cancellationToken);
                return lost;
            }
            catch (PartitionLostException) when (attempt < Attempts)
            {
                // Nothing was stored; the next attempt continues after the messages that the other instance stored.
            }
        }
    }

    /// <summary>Finds the part of a gap that the log no longer holds. The aggregator reads the rest of the gap back from the
    /// log.</summary>
    private async Task<LostMessages?> FindLostAsync(IReadOnlyList<LogRecord> records, CancellationToken cancellationToken)
    {
        var watermark = await Watermark.ReadAsync(tables, partition, cancellationToken);
        if (!IsGap(records, watermark.SequenceNumber))
        {
            return null;
        }

        var next =
            await log.ReadAsync(partition, watermark.SequenceNumber, 1, cancellationToken) is [var found, ..]
            && found.SequenceNumber < records[0].SequenceNumber
                ? found
                : records[0];

        // Numbers skipped by a new epoch are not lost messages.
        var lastProcessed = Math.Max(watermark.SequenceNumber, HubNumbering.EpochStart(next.SequenceNumber));
        return next.SequenceNumber == lastProcessed + 1
            ? null
            : new(
                partition,
                lastProcessed + 1,
                next.SequenceNumber - 1,
                watermark.SequenceNumber == 0 ? next.EnqueuedTime : watermark.Enqueued,
                next.EnqueuedTime
            );
    }

    private static bool IsGap(IReadOnlyList<LogRecord> records, long lastProcessed) =>
        records.Count > 0 && records[0].SequenceNumber > lastProcessed + 1;
}

/// <summary>Messages of a partition that left the event hub before they were aggregated.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="First">The sequence number of the first.</param>
/// <param name="Last">The sequence number of the last.</param>
/// <param name="After">Time at which the message before them was sent.</param>
/// <param name="Before">Time at which the message after them was sent.</param>
internal sealed record LostMessages(int Partition, long First, long Last, DateTimeOffset After, DateTimeOffset Before)
{
    /// <summary>Number of messages.</summary>
    public long Count => Last - First + 1;

    /// <summary>The first hour to reprocess from the archive.</summary>
    public DateTimeOffset FromHour => Hour(After);

    /// <summary>The end of the last hour to reprocess from the archive.</summary>
    public DateTimeOffset ToHour => Hour(Before).AddHours(1);

    private static DateTimeOffset Hour(DateTimeOffset time) => new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerHour), TimeSpan.Zero);
}
