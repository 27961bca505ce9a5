using Analytics.Azure;
using Analytics.Core.Jobs;
using Analytics.Core.Tables;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace Analytics.Functions.Reprocessing;

/// <summary>Runs jobs, slice by slice.</summary>
/// <param name="runner">Runs them.</param>
/// <param name="lease">The lease that all instances share.</param>
public sealed class Reprocess(JobRunner runner, [FromKeyedServices(AzureServices.JobLease)] TableLease lease)
{
    /// <summary>
    /// Far below the function's timeout, and below the ten minutes after which an instance that is being replaced is ended. A job that is
    /// broken off loses what it did since its last checkpoint, which is seconds.
    /// </summary>
    private static readonly TimeSpan Slice = TimeSpan.FromMinutes(5);

    /// <summary>Goes on with the jobs. One that waits begins within a minute.</summary>
    [Function(nameof(Reprocess))]
    public Task RunAsync([TimerTrigger("15 * * * * *", UseMonitor = false)] TimerInfo timer, CancellationToken cancellationToken) =>
        runner.RunForAsync(Slice, lease, cancellationToken);
}
