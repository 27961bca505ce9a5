using Analytics.Core.Jobs;

namespace Analytics.Web.Erasures;

/// <summary>Determines whether a name is still taken because data of an earlier site of that name may remain.</summary>
internal static class SiteErasures
{
    /// <summary>Returns the erasure of a site that has not completed; null if there is none.</summary>
    public static async ValueTask<Job?> BlockingAsync(JobTable jobs, string domain, CancellationToken cancellationToken) =>
        (await jobs.ListAsync(cancellationToken)).LastOrDefault(job => job.Erases == ErasureKind.Site && job.Sites![0] == domain)
            is { State: not JobState.Completed } job
            ? job
            : null;
}
