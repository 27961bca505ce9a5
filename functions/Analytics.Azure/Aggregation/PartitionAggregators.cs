using System.Collections.Concurrent;
using Analytics.Core.Aggregation;
using Analytics.Core.EventLog;
using Analytics.Core.Rollups;
using Analytics.Core.Tables;

namespace Analytics.Azure.Aggregation;

/// <summary>The aggregators of the partitions that this instance was given, kept from batch to batch. Safe for concurrent use: batches of one partition wait for each other.</summary>
/// <param name="log">Where gaps are read back from.</param>
/// <param name="tables">The tables.</param>
/// <param name="statistics">What the aggregators keep besides.</param>
/// <param name="options">Their bounds.</param>
/// <param name="demand">Asks for roll-ups.</param>
public sealed class PartitionAggregators(IEventLog log, ITableStore tables, RollingStatistics statistics, AggregationOptions options, RollupDemand demand) : IDisposable
{
    private readonly ConcurrentDictionary<int, PartitionSlot> _slots = new();

    /// <summary>Aggregates a batch. When it returns, all of it is stored, by this instance or another.</summary>
    /// <exception cref="PartitionLostException">Another instance kept aggregating the partition at the same time.</exception>
    public Task ProcessAsync(int partition, IReadOnlyList<LogRecord> records, CancellationToken cancellationToken) =>
        _slots.GetOrAdd(partition, number => new PartitionSlot(new PartitionAggregator(number, log, tables, statistics, options), demand))
            .ProcessAsync(records, cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var slot in _slots.Values)
        {
            slot.Dispose();
        }
    }
}
