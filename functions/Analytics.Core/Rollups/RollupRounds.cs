using Analytics.Core.Tables;

namespace Analytics.Core.Rollups;

/// <summary>
/// Whole rounds of rolling up: hours, then days and months, then pruning. One round at a time in a process, because a day that is built between two
/// hours of one round would claim messages that its other hours lack. Safe for concurrent use.
/// </summary>
/// <param name="tables">The tables.</param>
/// <param name="partitionCount">Partitions of the event log.</param>
/// <param name="clock">Decides which periods are closed.</param>
/// <param name="options">Bounds.</param>
public sealed class RollupRounds(ITableStore tables, int partitionCount, TimeProvider clock, RollupOptions options) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly HourRollups _hours = new(tables, partitionCount, clock, options);
    private readonly StaleRollups _stale = new(tables, clock, options);
    private readonly LivePruning _pruning = new(tables, partitionCount, clock, options);

    /// <summary>Waits for a running round, then runs one.</summary>
    /// <param name="openHoursToo">Also hours that still run; afterwards every message aggregated before the call is in an hour rollup.</param>
    /// <param name="cancellationToken">Cancels between rows.</param>
    public async Task<RollupRound> RunAsync(bool openHoursToo, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var hours = await _hours.RunAsync(openHoursToo, cancellationToken).ConfigureAwait(false);
            var longer = await _stale.RunAsync(cancellationToken).ConfigureAwait(false);
            return new(hours, longer, await _pruning.RunAsync(cancellationToken).ConfigureAwait(false));
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();
}
