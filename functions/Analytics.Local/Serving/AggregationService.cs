using Analytics.Core.Aggregation;
using Analytics.Core.Queries.Scanning;
using Analytics.Core.Tables;
using Analytics.Local.Storage;

namespace Analytics.Local.Serving;

/// <summary>Aggregates each partition of the log in its own loop. On a stop, each loop first reaches the end of its partition.</summary>
internal sealed partial class AggregationService(
    SqliteEventLog log,
    ITableStore tables,
    RollingStatistics statistics,
    AggregationOptions options,
    RollupScanner scanner,
    RollupTrigger trigger,
    FoldTrigger folds,
    TimeProvider timeProvider,
    ILogger<AggregationService> logger
) : BackgroundService
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    /// <inheritdoc />
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(
            Enumerable
                .Range(0, log.PartitionCount)
                .Select(partition => Task.Run(() => RunAsync(partition, stoppingToken), CancellationToken.None))
        );

    private async Task RunAsync(int partition, CancellationToken stoppingToken)
    {
        var loop = new AggregationLoop(
            partition,
            log,
            new PartitionAggregator(partition, log, tables, statistics, options),
            trigger,
            folds,
            timeProvider
        );
        for (var done = false; !done; )
        {
            try
            {
                await loop.RunAsync(stoppingToken);
                done = true;
            }
            catch (Exception exception) when (!exception.IsStopBy(stoppingToken))
            {
                // Nothing of the failed batch was stored; after the pause the loop starts again from the watermark.
                Log.Failed(logger, exception, partition);
                if (exception is OutOfMemoryException)
                {
                    scanner.FreeMemory();
                }

                await Task.Delay(Retry, timeProvider, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                done = stoppingToken.IsCancellationRequested;
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "Aggregating partition {Partition} failed; it starts again from its watermark in a second")]
        public static partial void Failed(ILogger logger, Exception exception, int partition);
    }
}
