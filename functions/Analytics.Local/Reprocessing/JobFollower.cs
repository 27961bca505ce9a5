using System.Globalization;
using Analytics.Local.Clients;
using Analytics.Web.Jobs;
using Spectre.Console;

namespace Analytics.Local.Reprocessing;

/// <summary>Shows the progress of a job until it ends.</summary>
internal sealed class JobFollower(ApiClient client, IAnsiConsole console, TimeProvider timeProvider)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    // Reading the archive takes most of the time; the rest progresses by days.
    private const double ReplayShare = 60;

    /// <summary>Waits for the job's end.</summary>
    /// <returns>The finished job.</returns>
    /// <exception cref="ApiClientException">The server stopped; the job continues when it is started again.</exception>
    public async Task<JobAnswer> FollowAsync(JobAnswer job, CancellationToken cancellationToken)
    {
        if (!console.Profile.Capabilities.Interactive)
        {
            return await WaitAsync(job, static _ => { }, cancellationToken);
        }

        var ended = job;
        await console
            .Progress()
            .Columns(
                new TaskDescriptionColumn { Alignment = Justify.Left },
                new ProgressBarColumn(),
                new PercentageColumn(),
                new RemainingTimeColumn()
            )
            .StartAsync(async context =>
            {
                var started = timeProvider.GetTimestamp();
                var task = context.AddTask("Waiting", maxValue: 100);
                ended = await WaitAsync(job, now => Show(task, now, timeProvider.GetElapsedTime(started)), cancellationToken);
                if (ended.State == "completed")
                {
                    task.Value = task.MaxValue;
                }
            });
        return ended;
    }

    private static void Show(ProgressTask task, JobAnswer job, TimeSpan elapsed)
    {
        if (job.Progress is not { } progress)
        {
            return;
        }

        var rate = progress.EventsRead / Math.Max(0.001, elapsed.TotalSeconds);
        task.Description = string.Create(
            CultureInfo.InvariantCulture,
            $"{progress.Phase}: {progress.EventsRead:N0} events, {progress.RowsReplaced:N0} rows replaced, {rate:N0} events/s"
        );
        task.Value =
            (ReplayShare * progress.MessagesRead / Math.Max(1, progress.MessagesTotal))
            + ((99 - ReplayShare) * progress.DaysDone / Math.Max(1, progress.DaysTotal));
    }

    private async Task<JobAnswer> WaitAsync(JobAnswer job, Action<JobAnswer> show, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Interval, timeProvider);
        while (job.IsActive && await timer.WaitForNextTickAsync(cancellationToken))
        {
            job = await client.GetAsync($"/api/v1/jobs/{job.Id}", ClientJson.Default.JobAnswer, cancellationToken);
            show(job);
        }

        return job;
    }
}
