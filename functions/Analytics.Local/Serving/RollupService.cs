using Analytics.Core.Queries.Scanning;
using Analytics.Core.Reprocessing;
using Analytics.Core.Retention;
using Analytics.Core.Rollups;
using Analytics.Core.Visitors;
using Analytics.Local.Storage;

namespace Analytics.Local.Serving;

/// <summary>
/// Rolls up at the start, at minute 2 of every hour, and when the live rows have grown large. Also deletes rollups after the end of a
/// site's retention, converts rows of older releases, and creates and deletes salts even when there are no events.
/// </summary>
internal sealed partial class RollupService(
    RollupRounds rounds,
    RollupRetention retention,
    OldRows old,
    DailySalts salts,
    SqliteTableStore tables,
    RollupScanner scanner,
    RollupTrigger trigger,
    RollupClock clock,
    TimeProvider timeProvider,
    ILogger<RollupService> logger
) : BackgroundService
{
    private const int Minute = 2;
    private static readonly TimeSpan Retry = TimeSpan.FromMinutes(1);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        for (var openHoursToo = false; ; )
        {
            var isDone = await RunAsync(openHoursToo, stoppingToken);
            openHoursToo = await trigger.WaitAsync(isDone ? UntilNext() : Retry, stoppingToken);
        }
    }

    private TimeSpan UntilNext()
    {
        var now = timeProvider.GetUtcNow();
        var next = new DateTimeOffset(now.Year, now.Month, now.Day, now.Hour, Minute, 0, TimeSpan.Zero);
        return (next > now ? next : next.AddHours(1)) - now;
    }

    private async Task<bool> RunAsync(bool openHoursToo, CancellationToken cancellationToken)
    {
        var started = timeProvider.GetTimestamp();
        var closedUntil = clock.Now;
        try
        {
            await salts.RefreshAsync(cancellationToken);
            var round = await rounds.RunAsync(openHoursToo, cancellationToken);
            await clock.RecordAsync(closedUntil, cancellationToken);
            Log.RolledUp(logger, round.Hours, round.Longer, round.Pruned, timeProvider.GetElapsedTime(started).TotalMilliseconds);
            if (await retention.RunAsync(cancellationToken) is var deleted and > 0)
            {
                Log.Deleted(logger, deleted);
                await tables.TruncateWalAsync();
            }

            await old.ConvertAsync(cancellationToken);
            return true;
        }
        catch (Exception exception) when (!exception.IsStopBy(cancellationToken))
        {
            // Rows that were not rolled up stay live and are counted from there; the next run rolls them up.
            Log.Failed(logger, exception);
            if (exception is OutOfMemoryException)
            {
                scanner.FreeMemory();
            }

            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            LogLevel.Information,
            "Rolled up {Hours} hours, {Longer} days and months, pruned {Pruned} live rows in {Milliseconds:F0} ms"
        )]
        public static partial void RolledUp(ILogger logger, int hours, int longer, int pruned, double milliseconds);

        [LoggerMessage(LogLevel.Information, "Deleted {Rollups} rollups of sites that keep them no longer")]
        public static partial void Deleted(ILogger logger, int rollups);

        [LoggerMessage(LogLevel.Error, "The roll-up failed; it is tried again in a minute")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
