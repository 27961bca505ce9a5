using Analytics.Core.Rollups;

namespace Analytics.Local.Serving;

/// <summary>Folds buckets with many live rows every few seconds, so that queries of the current hour read few rows.</summary>
internal sealed partial class FoldService(RollupRounds rounds, FoldTrigger trigger, TimeProvider timeProvider, ILogger<FoldService> logger)
    : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, timeProvider);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var buckets = trigger.Take();
            try
            {
                if (buckets.Count > 0)
                {
                    await rounds.FoldAsync(buckets, stoppingToken);
                }
            }
            catch (Exception exception) when (!exception.IsStopBy(stoppingToken))
            {
                // The rows stay unchanged: queries read more rows until folding works again.
                trigger.Return(buckets);
                Log.Failed(logger, exception);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "Folding live rows failed; it is tried again in a few seconds")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
