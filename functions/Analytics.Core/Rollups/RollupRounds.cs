using Analytics.Core.Live;
using Analytics.Core.Partitioning;
using Analytics.Core.Periods;
using Analytics.Core.Tables;

namespace Analytics.Core.Rollups;

/// <summary>
/// Runs rounds of the roll-up: hours, then days and months, then pruning, together or separately. Only one runs at a time, in this process
/// and, with a lease, in all processes: a day built between two hours of one round would claim messages that its other hours lack. A long
/// round gives way between two buckets, whose rows have nothing in common, so that other work waits seconds for it. Safe for concurrent
/// use.
/// </summary>
/// <remarks>
/// <code>
/// a round     buckets 0–5 | other sites' folding, an erasure | buckets 6–63 | days and months | pruning
/// </code>
/// </remarks>
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
    /// <summary>The time after which a round gives way.</summary>
    internal static readonly TimeSpan TurnTime = TimeSpan.FromSeconds(2);

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
    public async Task<RollupRound> RunAsync(bool openHoursToo, CancellationToken cancellationToken) =>
        new(
            await RunHoursAsync(openHoursToo, null, cancellationToken),
            await RunLongerAsync(cancellationToken),
            await PruneAsync(cancellationToken)
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
        RunInTurnsAsync(buckets, (some, token) => _hours.RunAsync(openHoursToo, some, token), cancellationToken);

    /// <summary>Waits for a running round, then folds the live rows of some buckets.</summary>
    /// <returns>Number of rows written.</returns>
    public Task<int> FoldAsync(IEnumerable<int> buckets, CancellationToken cancellationToken) =>
        RunInTurnsAsync(buckets, _folding.RunAsync, cancellationToken);

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
    public Task<int> RunLongerAsync(CancellationToken cancellationToken) => RunLongerAsync(null, cancellationToken);

    /// <summary>Waits for a running round, then rolls up the closed hours of a bucket and builds its stale days and months.</summary>
    internal async Task RunBucketAsync(int bucket, CancellationToken cancellationToken)
    {
        await RunHoursAsync(openHoursToo: false, [bucket], cancellationToken);
        await RunLongerAsync([bucket], cancellationToken);
    }

    /// <summary>Waits for a running round, then deletes live rows that are rolled up.</summary>
    /// <returns>Number of live rows deleted.</returns>
    public Task<int> PruneAsync(CancellationToken cancellationToken) => RunExclusiveAsync(_pruning.RunAsync, cancellationToken);

    /// <summary>Waits for a running round, then runs other work during which no round may run.</summary>
    internal Task<T> BetweenRoundsAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken) =>
        RunExclusiveAsync(work, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _roundLock.Dispose();

    private async Task<int> RunLongerAsync(IReadOnlyList<int>? buckets, CancellationToken cancellationToken) =>
        await RunInTurnsAsync(buckets, (some, token) => _stale.RunAsync(RollupTier.Day, some, token), cancellationToken)
        + await RunInTurnsAsync(buckets, (some, token) => _stale.RunAsync(RollupTier.Month, some, token), cancellationToken)
        + await RunInTurnsAsync(buckets, _old.RunAsync, cancellationToken);

    /// <summary>Does work bucket by bucket. After some seconds it gives way to what waits, and goes on with the next bucket.</summary>
    private async Task<int> RunInTurnsAsync(
        IEnumerable<int>? buckets,
        Func<IEnumerable<int>, CancellationToken, Task<int>> work,
        CancellationToken cancellationToken
    )
    {
        var remaining = new Queue<int>(buckets ?? Partitioner.AllBuckets);
        var rows = 0;
        while (remaining.Count > 0)
        {
            // Who waits gets the lock before this asks for it again.
            rows += await RunExclusiveAsync(token => work(Turn(), token), cancellationToken);
        }

        return rows;

        IEnumerable<int> Turn()
        {
            var started = clock.GetTimestamp();
            do
            {
                yield return remaining.Dequeue();
            } while (remaining.Count > 0 && clock.GetElapsedTime(started) < TurnTime);
        }
    }

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
