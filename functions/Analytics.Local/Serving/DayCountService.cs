using Analytics.Core.Queries.CountedDays;
using Analytics.Core.Queries.Scanning;

namespace Analytics.Local.Serving;

/// <summary>Counts the closed days of large sites in the background, some seconds after they were built.</summary>
internal sealed partial class DayCountService(
    DayCounter counter,
    RollupScanner scanner,
    TimeProvider timeProvider,
    ILogger<DayCountService> logger
) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(10);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, timeProvider);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var started = timeProvider.GetTimestamp();
            try
            {
                if (await counter.RunAsync(stoppingToken) is var days and > 0)
                {
                    Log.Counted(logger, days, timeProvider.GetElapsedTime(started).TotalMilliseconds);
                }
            }
            catch (Exception exception) when (!exception.IsStopBy(stoppingToken))
            {
                // Days that are not counted are scanned by each question.
                Log.Failed(logger, exception);
                if (exception is OutOfMemoryException)
                {
                    scanner.FreeMemory();
                }
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Counted {Days} days of large sites in {Milliseconds:F0} ms")]
        public static partial void Counted(ILogger logger, int days, double milliseconds);

        [LoggerMessage(LogLevel.Error, "Counting days failed; it is tried again in a few seconds")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
