using Analytics.Core.Jobs;
using Analytics.Local.Serving;

namespace Analytics.Local.Reprocessing;

/// <summary>Runs jobs while the server runs. A job that is interrupted by a stop continues at the next start.</summary>
internal sealed partial class JobService(JobRunner runner, TimeProvider timeProvider, ILogger<JobService> logger) : BackgroundService
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(5);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await runner.RunAsync(stoppingToken);
            }
            catch (Exception exception) when (!exception.IsStopBy(stoppingToken))
            {
                // A job's own failure is in its row; this one is a failure to read or write the row.
                Log.Failed(logger, exception);
                await Task.Delay(Retry, timeProvider, stoppingToken);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "Jobs could not be run; the next try is in five seconds")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
