using Analytics.Core.Tables;

namespace Analytics.Core.Jobs;

/// <summary>
/// Runs jobs one after the other, beginning with one that an earlier process did not finish; then sites take turns. One per log: not
/// thread-safe.
/// </summary>
/// <param name="jobs">The jobs.</param>
/// <param name="kinds">The kinds of jobs.</param>
/// <param name="signal">Wakes it.</param>
/// <param name="clock">The clock.</param>
public sealed class JobRunner(JobTable jobs, IEnumerable<IJobKind> kinds, JobSignal signal, TimeProvider clock)
{
    private const int Attempts = 5;

    // Another process may have created a job, which sends no signal here.
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(2);

    private readonly Dictionary<string, IJobKind> _kinds = kinds.ToDictionary(kind => kind.Name, StringComparer.Ordinal);
    private DateTimeOffset? _nextDue;

    /// <summary>Runs jobs until it is stopped. The job that runs then continues at the next call.</summary>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public async Task RunAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            if (!await RunNextAsync(stoppingToken))
            {
                var untilDue = _nextDue - clock.GetUtcNow();
                await signal.WaitAsync(
                    untilDue > TimeSpan.Zero && untilDue < PollInterval ? untilDue.Value : PollInterval,
                    clock,
                    stoppingToken
                );
            }
        }
    }

    /// <summary>
    /// Runs jobs for a while, unless another process runs them. A job that is not finished then continues at the next call, here
    /// or elsewhere. Neither the end of the time nor a stop is an error.
    /// </summary>
    /// <param name="slice">Length of the time.</param>
    /// <param name="lease">The lease that the processes which run jobs share.</param>
    /// <param name="stoppingToken">Stops it earlier.</param>
    /// <exception cref="IOException">The storage does not answer, or the lease was lost.</exception>
    public async Task RunForAsync(TimeSpan slice, TableLease lease, CancellationToken stoppingToken)
    {
        using var sliceEnd = new CancellationTokenSource(slice, clock);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(sliceEnd.Token, stoppingToken);
        try
        {
            await lease.TryRunAsync(
                async token =>
                {
                    while (await RunNextAsync(token))
                    {
                        // The next job, until none is left.
                    }
                },
                linked.Token
            );
        }
        catch (OperationCanceledException) when (linked.IsCancellationRequested)
        {
            return;
        }
    }

    /// <summary>Runs one job, and those together with it, to their end.</summary>
    /// <returns>False if none is due.</returns>
    public async Task<bool> RunNextAsync(CancellationToken stoppingToken)
    {
        var all = await jobs.ListAsync(stoppingToken);
        await ForgetAsync(all.Where(static job => !job.IsActive).SkipLast(JobTable.MaxEnded), stoppingToken);
        var turn = JobTurns.Next(all, KindOf, clock.GetUtcNow());
        if (turn.Count == 0)
        {
            _nextDue = JobTurns.NextDue(all, KindOf);
            return false;
        }

        var begun = await jobs.UpdateAsync(
            [.. turn.Select(static job => job.Id)],
            job => job.IsActive ? job with { State = JobState.Running, StartedAt = job.StartedAt ?? clock.GetUtcNow() } : job,
            stoppingToken
        );
        if (begun.Where(static job => job.IsActive).ToList() is [var first, .. var others])
        {
            await (
                KindOf(first) is { } kind
                    ? RunAsync(kind, first with { Together = others }, stoppingToken)
                    : RefuseAsync(first, stoppingToken)
            );
        }

        return true;
    }

    private async Task ForgetAsync(IEnumerable<Job> ended, CancellationToken cancellationToken)
    {
        foreach (var job in ended)
        {
            await (KindOf(job)?.DeleteReportAsync(job.Id, cancellationToken) ?? Task.CompletedTask);
            await jobs.DeleteAsync(job, cancellationToken);
        }
    }

    private IJobKind? KindOf(Job job) => _kinds.GetValueOrDefault(job.Kind);

    private Task RefuseAsync(Job job, CancellationToken cancellationToken) =>
        EndAsync(
            [job.Id],
            JobState.Failed,
            $"This release has no jobs of kind '{job.Kind}'; it has {string.Join(", ", _kinds.Keys)}. "
                + "Start the job again in a release that has them.",
            cancellationToken
        );

    private async Task RunAsync(IJobKind kind, Job job, CancellationToken stoppingToken)
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        if (job.CancelRequested)
        {
            await cancel.CancelAsync();
        }

        var work = new JobWork();
        var watching = WatchAsync(kind, job, work, cancel);
        var (state, error) = (JobState.Completed, (string?)null);
        try
        {
            await TryAsync(kind, job, work, cancel.Token);
        }
        catch (OperationCanceledException) when (!stoppingToken.IsCancellationRequested)
        {
            state = JobState.Cancelled;
        }
        catch (Exception exception) when (exception is not OperationCanceledException && !stoppingToken.IsCancellationRequested)
        {
            (state, error) = (JobState.Failed, exception.Message);
        }
        finally
        {
            await cancel.CancelAsync();
            await watching;
        }

        if (state != JobState.Completed)
        {
            foreach (var id in job.Ids)
            {
                await kind.ClearAsync(id, stoppingToken);
            }
        }

        await jobs.WriteProgressAsync(job.Ids, work.Progress, stoppingToken);
        await EndAsync(job.Ids, state, error, stoppingToken);
    }

    private Task EndAsync(IReadOnlyList<string> ids, JobState state, string? error, CancellationToken cancellationToken) =>
        jobs.UpdateAsync(ids, ended => ended with { State = state, Error = error, EndedAt = clock.GetUtcNow() }, cancellationToken);

    /// <summary>Runs a job, and repeats it if the storage does not answer for a while.</summary>
    private async Task TryAsync(IJobKind kind, Job job, JobWork work, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await kind.RunAsync(job, work, cancellationToken);
                return;
            }
            catch (IOException) when (attempt < Attempts)
            {
                await Task.Delay(Retry * attempt, clock, cancellationToken);
                work.Restart();
            }
        }
    }

    /// <summary>Stores the job's progress at intervals, and cancels the job if that was requested, until it ends.</summary>
    private async Task WatchAsync(IJobKind kind, Job job, JobWork work, CancellationTokenSource cancel)
    {
        using var timer = new PeriodicTimer(kind.ProgressEvery, clock);
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                if (!await timer.WaitForNextTickAsync(cancel.Token))
                {
                    // A finalized timer ends its waits; without this return, the finalizer thread would loop here.
                    return;
                }

                await jobs.WriteProgressAsync(job.Ids, work.Progress, cancel.Token);
                if (await jobs.FindAsync(job.Id, cancel.Token) is { CancelRequested: true })
                {
                    await cancel.CancelAsync();
                }
            }
            catch (Exception exception) when (exception is IOException || cancel.IsCancellationRequested)
            {
                // The job has ended; or the disk is busy, which the job reports if it persists, and the next interval tries again.
                continue;
            }
        }
    }
}
