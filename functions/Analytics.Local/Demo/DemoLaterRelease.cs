using Analytics.Core.Jobs;

namespace Analytics.Local.Demo;

/// <summary>Leaves a job of a kind that this release lacks, as a trial of a later one would: it fails.</summary>
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
