using Analytics.Core.Alerts;

namespace Analytics.Local.Serving;

/// <summary>Evaluates alerts and calls their webhooks every minute.</summary>
internal sealed partial class AlertService(AlertRounds rounds, TimeProvider timeProvider, ILogger<AlertService> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (true)
        {
            await Task.Delay(Interval, timeProvider, stoppingToken);
            await RunAsync(stoppingToken);
        }
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (await rounds.RunAsync(cancellationToken) is { Calls: > 0 and var calls })
            {
                Log.Called(logger, calls);
            }
        }
        catch (Exception exception) when (!exception.IsStopBy(cancellationToken))
        {
            Log.Failed(logger, exception);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Called {Calls} webhooks of alerts")]
        public static partial void Called(ILogger logger, int calls);

        [LoggerMessage(LogLevel.Error, "Evaluating alerts failed; it is tried again in a minute")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
