using Analytics.Core.Aggregation;
using Analytics.Core.Archives;
using Analytics.Core.Jobs;
using Analytics.Core.Periods;
using Analytics.Core.Rollups;
using Analytics.Core.Sites;
using Analytics.Core.Tables;

namespace Analytics.Core.Reprocessing;

/// <summary>
/// Rebuilds hour rollups from archived messages while everything else runs: replays the archive of each partition into blocks, merges
/// them, and replaces the rows of each site and day in one transaction that also marks day and month stale. Runs one job at a time.
/// </summary>
/// <param name="tables">The tables.</param>
/// <param name="archive">The archived messages.</param>
/// <param name="sites">The sites.</param>
/// <param name="rounds">The roll-up rounds; the same object that everything else in the process uses.</param>
/// <param name="aggregation">Options of the aggregators.</param>
/// <param name="rollups">The options of rollups.</param>
/// <param name="options">Bounds.</param>
/// <param name="clock">The clock.</param>
public sealed class Reprocessor(
    ITableStore tables,
    IEventArchive archive,
    SiteRegistry sites,
    RollupRounds rounds,
    AggregationOptions aggregation,
    RollupOptions rollups,
    ReprocessOptions options,
    TimeProvider clock
) : IJobKind
{
    /// <summary>The name of its jobs.</summary>
    public const string Kind = "reprocess";

    private readonly ReprocessingParts _parts = new(tables, archive, aggregation, rollups, options, clock);
    private readonly PlanTable _plans = new(tables);
    private readonly ReprocessPlanner _planner = new(new(tables, archive, aggregation, rollups, options, clock), rounds);

    /// <inheritdoc/>
    public string Name => Kind;

    /// <inheritdoc/>
    public TimeSpan ProgressEvery => options.ProgressEvery;

    /// <summary>Runs a job to its end, starting where an earlier run stopped.</summary>
    /// <param name="job">The job.</param>
    /// <param name="work">Shows its progress.</param>
    /// <param name="cancellationToken">
    /// Stops it; rows replaced so far are complete, and another run continues from there.
    /// </param>
    /// <exception cref="ReprocessException">The job cannot continue.</exception>
    public async Task RunAsync(Job job, JobWork work, CancellationToken cancellationToken)
    {
        work.Phase = JobPhase.Preparing;
        var plan = await _plans.ReadAsync(job.Id, cancellationToken);
        if (plan is null)
        {
            plan = await _planner.PrepareAsync(job, cancellationToken);
            await _plans.WriteAsync(plan, cancellationToken);
        }

        plan.ShowIn(work, job);

        // A finished plan is not replayed again: a run that was interrupted while it cleared has lost its checkpoints.
        if (plan.From < plan.To && plan.NextDay < plan.To)
        {
            var scope = new ReplayScope(plan.From, plan.To, job.Sites?.ToHashSet(StringComparer.Ordinal));
            var store = new ReplayStore(tables, job.Id);
            var replays = await ReplayAsync(plan, scope, store, work, cancellationToken);
            await _planner.CheckRetainedAsync(plan, cancellationToken);
            using var tail = new ReplayTail(_parts, store, replays);
            await ReplaceAsync(plan, scope, tail, work, cancellationToken);
        }

        if (!plan.DryRun)
        {
            work.Phase = JobPhase.Rebuilding;
            await rounds.RunAsync(openHoursToo: false, cancellationToken);
        }

        await ClearAsync(job.Id, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task ClearAsync(string job, CancellationToken cancellationToken)
    {
        await new ReplayStore(tables, job).ClearAsync(archive.PartitionCount, cancellationToken);
        await _plans.DeleteAsync(job, cancellationToken);
    }

    /// <inheritdoc/>
    public Task DeleteReportAsync(string job, CancellationToken cancellationToken) =>
        new DifferenceTable(tables).DeleteAsync(job, cancellationToken);

    private async Task<PartitionReplay[]> ReplayAsync(
        ReprocessPlan plan,
        ReplayScope scope,
        ReplayStore store,
        JobWork work,
        CancellationToken cancellationToken
    )
    {
        work.Phase = JobPhase.Replaying;
        var replays = new PartitionReplay[archive.PartitionCount];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.Parallelism, CancellationToken = cancellationToken };
        await StorageWork.ForEachAsync(
            Enumerable.Range(0, replays.Length),
            parallel,
            async (partition, token) =>
            {
                var replay = replays[partition] = new(partition, _parts, store, scope, work.Counters, plan.DryRun);
                try
                {
                    await replay.StartAsync(plan.Start[partition], token);
                    await replay.RunAsync(plan.End[partition], each: false, token);
                }
                catch (Exception exception) when (exception is not (OperationCanceledException or IOException))
                {
                    throw new ReprocessException(
                        $"Replaying partition {partition} after message {replay.ReplayedTo} failed: {exception.Message}",
                        exception
                    );
                }
            }
        );
        return replays;
    }

    private async Task ReplaceAsync(
        ReprocessPlan plan,
        ReplayScope scope,
        ReplayTail tail,
        JobWork work,
        CancellationToken cancellationToken
    )
    {
        work.Phase = JobPhase.Replacing;
        var registered = await SiteBuckets.ReadAsync(sites, scope, cancellationToken);
        var composer = new HourComposer(rollups, plan.End);
        using var large = new SemaphoreSlim(1, 1);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.Parallelism, CancellationToken = cancellationToken };
        for (
            var (day, done) = (new RollupPeriod(RollupTier.Day, plan.NextDay), plan.DoneBuckets);
            day.Start < plan.To;
            (day, done) = (new(RollupTier.Day, day.End), 0)
        )
        {
            using var progress = new DayProgress(_plans, plan with { NextDay = day.Start, DoneBuckets = done }, _parts);
            await StorageWork.ForEachAsync(
                progress.RemainingBuckets,
                parallel,
                async (bucket, token) =>
                {
                    var replacement = new DayReplacement(_parts, plan, scope, tail, composer, work.Counters);
                    var bytes = await tail.BytesAsync(day.Start, bucket, token);
                    var gate = bytes >= options.LargeBucketBytes ? large : null;
                    await (gate?.WaitAsync(token) ?? Task.CompletedTask);
                    try
                    {
                        await replacement.RunAsync(day, bucket, registered[bucket], token);
                    }
                    finally
                    {
                        gate?.Release();
                    }

                    await progress.DoneAsync(bucket, replacement.Done, token);
                }
            );
            Interlocked.Increment(ref work.Counters.DaysDone);
            plan = progress.Plan with { NextDay = day.End, DoneBuckets = 0 };
            await _plans.WriteAsync(plan, cancellationToken);
        }
    }
}
