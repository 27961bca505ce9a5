using Analytics.Core.Jobs;

namespace Analytics.Web.Erasures;

/// <summary>Tells which names are not free yet because something of an earlier site of that name may be left.</summary>
internal static class SiteErasures
{
    /// <summary>The erasure of a site that has not completed; null if there is none.</summary>
    public static async ValueTask<Job?> BlockingAsync(JobTable jobs, string domain, CancellationToken cancellationToken) =>
        (await jobs.ListAsync(cancellationToken)).LastOrDefault(job => job.Erases == ErasureKind.Site && job.Sites![0] == domain)
            is { State: not JobState.Completed } job
            ? job
            : null;
}
