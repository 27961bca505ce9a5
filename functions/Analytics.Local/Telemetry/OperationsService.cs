using Analytics.Core.Operations;
using Analytics.Local.Serving;

namespace Analytics.Local.Telemetry;

/// <summary>Measures the state of the stages for the metrics, once a minute.</summary>
internal sealed partial class OperationsService(OperationsMonitor monitor, TimeProvider timeProvider, ILogger<OperationsService> logger)
    : BackgroundService
{
    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        using var timer = new PeriodicTimer(OperationsMonitor.Interval, timeProvider);
        do
        {
            try
            {
                await monitor.ReadAsync(TimeSpan.Zero, stoppingToken);
            }
            catch (Exception exception) when (!exception.IsStopBy(stoppingToken))
            {
                // The metrics keep their last values; a failure here also occurs in its own stage and is reported there.
                Log.Failed(logger, exception);
            }
        } while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Measuring the stages failed; it is tried again in a minute")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
