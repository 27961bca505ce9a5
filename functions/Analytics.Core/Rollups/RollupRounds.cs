using Analytics.Core.Live;
using Analytics.Core.Tables;

namespace Analytics.Core.Rollups;

/// <summary>
/// Runs rounds of the roll-up: hours, then days and months, then pruning, together or separately. Only one runs at a time, in this process
/// and, with a lease, in all processes: a day built between two hours of one round would claim messages that its other hours lack. Safe
/// for concurrent use.
/// </summary>
/// <param name="tables">The tables.</param>
/// <param name="partitionCount">Partitions of the event log.</param>
/// <param name="clock">Decides which periods are closed.</param>
/// <param name="options">Bounds.</param>
/// <param name="lease">The lease that the processes which roll up share; null for a single process.</param>
public sealed class RollupRounds(
    ITableStore tables,
    int partitionCount,
    TimeProvider clock,
    RollupOptions options,
    TableLease? lease = null
) : IDisposable
{
    private readonly SemaphoreSlim _roundLock = new(1, 1);
    private readonly HourRollups _hours = new(tables, partitionCount, clock, options);
    private readonly StaleRollups _stale = new(tables, clock, options);
    private readonly OldHours _old = new(tables, clock, options);
    private readonly LiveFolding _folding = new(tables, partitionCount, clock, options.Logic, options.KeepFolded);
    private readonly LivePruning _pruning = new(tables, partitionCount, clock, options.KeepLive);

    /// <summary>Waits for a running round, then runs a whole one.</summary>
    /// <param name="openHoursToo">
    /// Also hours that still run; afterwards every message aggregated before the call is in an hour rollup.
    /// </param>
    /// <param name="cancellationToken">Cancels between rows.</param>
    /// <exception cref="IOException">The lease was lost. Written rollups stay, and another round does the rest.</exception>
    public Task<RollupRound> RunAsync(bool openHoursToo, CancellationToken cancellationToken) =>
        RunExclusiveAsync(
            async token =>
            {
                var hours = await _hours.RunAsync(openHoursToo, null, token);
                var longer = await RunLongerExclusiveAsync(token);
                return new RollupRound(hours, longer, await _pruning.RunAsync(token));
            },
            cancellationToken
        );

    /// <summary>Waits for a running round, then rolls up closed hours.</summary>
    /// <returns>Number of hour rows written.</returns>
    public Task<int> RunHoursAsync(CancellationToken cancellationToken) => RunHoursAsync(openHoursToo: false, null, cancellationToken);

    /// <summary>Waits for a running round, then rolls up the hours of some buckets.</summary>
    /// <param name="openHoursToo">Also hours that still run.</param>
    /// <param name="buckets">The buckets; null for all.</param>
    /// <param name="cancellationToken">Cancels between rows.</param>
    /// <returns>Number of hour rows written.</returns>
    public Task<int> RunHoursAsync(bool openHoursToo, IEnumerable<int>? buckets, CancellationToken cancellationToken) =>
        RunExclusiveAsync(token => _hours.RunAsync(openHoursToo, buckets, token), cancellationToken);

    /// <summary>Waits for a running round, then folds the live rows of some buckets.</summary>
    /// <returns>Number of rows written.</returns>
    public Task<int> FoldAsync(IEnumerable<int> buckets, CancellationToken cancellationToken) =>
        RunExclusiveAsync(token => _folding.RunAsync(buckets, token), cancellationToken);

    /// <summary>Rolls up the buckets that aggregators requested, including hours that have not ended.</summary>
    /// <returns>Number of hour rows written.</returns>
    public Task<int> RunDemandedAsync(RollupDemand demand, CancellationToken cancellationToken) =>
        demand.TakeRollUpsAsync(buckets => RunHoursAsync(openHoursToo: true, buckets, cancellationToken), cancellationToken);

    /// <summary>Folds the live rows of the buckets that aggregators requested.</summary>
    /// <returns>Number of rows written.</returns>
    public Task<int> FoldDemandedAsync(RollupDemand demand, CancellationToken cancellationToken) =>
        demand.TakeFoldsAsync(buckets => FoldAsync(buckets, cancellationToken), cancellationToken);

    /// <summary>Waits for a running round, then builds stale days and months.</summary>
    /// <returns>Number of rows written.</returns>
    public Task<int> RunLongerAsync(CancellationToken cancellationToken) => RunExclusiveAsync(RunLongerExclusiveAsync, cancellationToken);

    /// <summary>Waits for a running round, then deletes live rows that are rolled up.</summary>
    /// <returns>Number of live rows deleted.</returns>
    public Task<int> PruneAsync(CancellationToken cancellationToken) => RunExclusiveAsync(_pruning.RunAsync, cancellationToken);

    /// <summary>Waits for a running round, then runs other work during which no round may run.</summary>
    internal Task<T> BetweenRoundsAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken) =>
        RunExclusiveAsync(work, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _roundLock.Dispose();

    private async Task<int> RunLongerExclusiveAsync(CancellationToken cancellationToken) =>
        await _stale.RunAsync(cancellationToken) + await _old.RunAsync(cancellationToken);

    private async Task<T> RunExclusiveAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        await _roundLock.WaitAsync(cancellationToken);
        try
        {
            return await (lease is null ? work(cancellationToken) : lease.RunAsync(work, cancellationToken));
        }
        finally
        {
            _roundLock.Release();
        }
    }
}

/// <summary>The numbers of rows that one round wrote and deleted.</summary>
/// <param name="Hours">Hour rollups written.</param>
/// <param name="Longer">Days and months built.</param>
/// <param name="Pruned">Live rows deleted.</param>
public readonly record struct RollupRound(int Hours, int Longer, int Pruned);
