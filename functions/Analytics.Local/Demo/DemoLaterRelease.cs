using Analytics.Core.Jobs;

namespace Analytics.Local.Demo;

/// <summary>Leaves what a later release would leave after a trial: a job of a kind that this release does not have, and which fails.</summary>
internal static class DemoLaterRelease
{
    /// <summary>The kind of the job.</summary>
    public const string JobKind = "locate-again";

    private const int Days = 30;

    /// <summary>Adds the job to the queue.</summary>
    public static Task<Job> LeaveJobAsync(JobTable jobs, DateTimeOffset now, CancellationToken cancellationToken) =>
        jobs.CreateAsync(
            new JobRequest(
                JobKind,
                now.AddDays(-DemoIncidents.CancelledTo),
                now.AddDays(Days - DemoIncidents.CancelledTo),
                [DemoTraffic.Blog],
                DryRun: false
            ),
            cancellationToken
        );
}
