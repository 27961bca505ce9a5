using Analytics.Azure;
using Analytics.Core.Jobs;
using Analytics.Core.Tables;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace Analytics.Functions.Reprocessing;

/// <summary>Runs jobs in slices of a few minutes.</summary>
/// <param name="runner">Runs the jobs.</param>
/// <param name="lease">The lease that all instances share.</param>
public sealed class Reprocess(JobRunner runner, [FromKeyedServices(AzureServices.JobLease)] TableLease lease)
{
    /// <summary>
    /// Length of a slice. Below the function's timeout and the ten minutes after which an instance that is being replaced is ended, and
    /// above the time for which an erasure waits for Event Hubs Capture: a window of five minutes, and its writing. An interrupted job
    /// loses the work since its last checkpoint, a few seconds.
    /// </summary>
    internal static readonly TimeSpan Slice = TimeSpan.FromMinutes(8.5);

    /// <summary>Continues the jobs. A waiting job starts within a minute.</summary>
    [Function(nameof(Reprocess))]
    public Task RunAsync([TimerTrigger("15 * * * * *", UseMonitor = false)] TimerInfo timer, CancellationToken cancellationToken) =>
        runner.RunForAsync(Slice, lease, cancellationToken);
}
