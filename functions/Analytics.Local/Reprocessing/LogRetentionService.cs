using Analytics.Core.Jobs;
using Analytics.Core.Tables;
using Analytics.Local.Serving;
using Analytics.Local.Storage;

namespace Analytics.Local.Reprocessing;

/// <summary>Deletes old messages every hour, except while a job may read them.</summary>
internal sealed partial class LogRetentionService(
    SqliteEventLog log,
    SqliteEventLogOptions options,
    ITableStore tables,
    JobTable jobs,
    TimeProvider timeProvider,
    ILogger<LogRetentionService> logger
) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    private readonly LogRetention _retention = new(log, tables, options, timeProvider);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (true)
        {
            await RunAsync(stoppingToken);
            await Task.Delay(Interval, timeProvider, stoppingToken);
        }
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            if ((await jobs.ListAsync(cancellationToken)).Any(job => job.IsActive))
            {
                return;
            }

            var deleted = await _retention.RunAsync(cancellationToken);
            if (deleted > 0)
            {
                Log.Deleted(logger, deleted);
                await log.TruncateWalAsync();
            }
        }
        catch (Exception exception) when (!exception.IsStopBy(cancellationToken))
        {
            Log.Failed(logger, exception);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Deleted {Messages} messages that were older or more than the log is to keep")]
        public static partial void Deleted(ILogger logger, long messages);

        [LoggerMessage(LogLevel.Error, "Deleting old messages failed; it is tried again in an hour")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
