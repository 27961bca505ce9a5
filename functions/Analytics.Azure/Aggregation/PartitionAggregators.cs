using Analytics.Core.Aggregation;
using Analytics.Core.EventLog;
using Analytics.Core.Live;
using Analytics.Core.Tables;
using Analytics.Core.Telemetry;
using Microsoft.Extensions.Logging;

namespace Analytics.Azure.Aggregation;

/// <summary>
/// Keeps an aggregator for each partition that is assigned to this instance, from batch to batch while the partition is in use. Safe for
/// concurrent use: batches of one partition wait for each other, and all wait while <see cref="MaxConcurrentBatches"/> are under way.
/// </summary>
public sealed partial class PartitionAggregators : IDisposable
{
    /// <summary>
    /// Number of batches that are decoded and assembled at the same time. A waiting batch holds only its compressed bytes; one under way
    /// needs several times its uncompressed bytes, and a backlog delivers one of each partition at once.
    /// </summary>
    public const int MaxConcurrentBatches = 4;

    /// <summary>
    /// Time without a batch after which an aggregator is removed: its partition moved to another instance or has no events. A full
    /// aggregator holds tens of megabytes.
    /// </summary>
    public static readonly TimeSpan MaxIdle = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan IdleCheckInterval = TimeSpan.FromMinutes(1);
    private readonly Lock _gate = new();
    private readonly Dictionary<int, PartitionSlot> _slots = [];
    private readonly SemaphoreSlim _room = new(MaxConcurrentBatches, MaxConcurrentBatches);
    private readonly Func<int, PartitionSlot> _createSlot;
    private readonly TimeProvider _clock;
    private readonly ILogger<PartitionAggregators> _logger;
    private readonly ITimer _idleTimer;

    /// <summary>Creates the collection without any aggregator.</summary>
    /// <param name="log">The log from which gaps are read.</param>
    /// <param name="tables">The tables.</param>
    /// <param name="statistics">Rolling statistics that the aggregators update.</param>
    /// <param name="options">Bounds of the aggregators.</param>
    /// <param name="demand">Asks for roll-ups.</param>
    /// <param name="clock">Measures how long an aggregator has been idle.</param>
    /// <param name="logger">Reports lost messages.</param>
    public PartitionAggregators(
        IEventLog log,
        ITableStore tables,
        RollingStatistics statistics,
        AggregationOptions options,
        RollupDemand demand,
        TimeProvider clock,
        ILogger<PartitionAggregators> logger
    )
    {
        _clock = clock;
        _logger = logger;
        _createSlot = partition =>
            new(new PartitionAggregator(partition, log, tables, statistics, options), partition, log, tables, demand, _room);
        _idleTimer = clock.CreateTimer(_ => RemoveIdle(), null, IdleCheckInterval, IdleCheckInterval);
    }

    /// <summary>Number of partitions that have an aggregator.</summary>
    internal int HeldCount
    {
        get
        {
            lock (_gate)
            {
                return _slots.Count;
            }
        }
    }

    /// <summary>Aggregates a batch. When it returns, all of it is stored, by this instance or another.</summary>
    /// <exception cref="PartitionLostException">Another instance kept aggregating the partition at the same time.</exception>
    public async Task ProcessAsync(int partition, IReadOnlyList<LogRecord> records, CancellationToken cancellationToken)
    {
        var slot = Take(partition);
        try
        {
            if (await slot.ProcessAsync(records, cancellationToken) is { } lost)
            {
                AnalyticsMeter.CountLost(lost.Count);
                Log.Lost(_logger, lost.Partition, lost.First, lost.Last, lost.FromHour, lost.ToHour);
            }
        }
        finally
        {
            Return(slot);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _idleTimer.Dispose();
        _room.Dispose();
        foreach (var slot in _slots.Values)
        {
            slot.Dispose();
        }
    }

    private PartitionSlot Take(int partition)
    {
        lock (_gate)
        {
            if (!_slots.TryGetValue(partition, out var slot))
            {
                _slots[partition] = slot = _createSlot(partition);
            }

            slot.Users++;
            return slot;
        }
    }

    private void Return(PartitionSlot slot)
    {
        lock (_gate)
        {
            slot.Users--;
            slot.LastUsed = _clock.GetTimestamp();
        }
    }

    private void RemoveIdle()
    {
        lock (_gate)
        {
            foreach (
                var (partition, slot) in _slots
                    .Where(entry => entry.Value.Users == 0 && _clock.GetElapsedTime(entry.Value.LastUsed) >= MaxIdle)
                    .ToList()
            )
            {
                _slots.Remove(partition);
                slot.Dispose();
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            LogLevel.Error,
            "Partition {Partition}: the messages {First} to {Last} left the event hub before they were aggregated. "
                + "Reprocess the hours from {From:u} to {To:u} from the "
                + "archive (POST /api/v1/jobs), and raise logRetentionHours if aggregation may be down for so long."
        )]
        public static partial void Lost(ILogger logger, int partition, long first, long last, DateTimeOffset from, DateTimeOffset to);
    }
}
