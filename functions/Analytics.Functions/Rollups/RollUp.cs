using Analytics.Azure.Failures;
using Analytics.Azure.Rollups;
using Analytics.Core.Live;
using Analytics.Core.Rollups;
using Microsoft.Azure.Functions.Worker;

namespace Analytics.Functions.Rollups;

/// <summary>Rolls up by the clock. A run that fails leaves its rest to the next one; numbers are right meanwhile.</summary>
/// <param name="rounds">Rolls up, one round at a time among all instances.</param>
/// <param name="demand">Knows what can't wait for the hour.</param>
/// <param name="clock">Remembers when the hours were rolled up.</param>
/// <param name="time">Limits a run.</param>
public sealed class RollUp(RollupRounds rounds, RollupDemand demand, RollupClock clock, TimeProvider time)
{
    /// <summary>Merges the live rows of closed hours into hour rollups.</summary>
    [Function("RollUpHourly")]
    [FixedDelayRetry(3, "00:01:00")]
    public async Task HourlyAsync([TimerTrigger("0 2 * * * *")] TimerInfo timer, CancellationToken cancellationToken)
    {
        // The time of the start is recorded: an hour that closes during a long run may be left out of it.
        var started = clock.Now;
        await TimeLimit.RunAsync(rounds.RunHoursAsync, time, cancellationToken);
        await clock.RecordAsync(started, cancellationToken);
    }

    /// <summary>
    /// Folds live rows that have become many, and merges those that have grown large, as in an import, also of hours that still run: a
    /// query would have to read them.
    /// </summary>
    [Function("RollUpLarge")]
    public Task LargeAsync([TimerTrigger("25 * * * * *", UseMonitor = false)] TimerInfo timer, CancellationToken cancellationToken) =>
        TimeLimit.RunAsync(
            async token =>
            {
                await rounds.FoldDemandedAsync(demand, token);
                await rounds.RunDemandedAsync(demand, token);
            },
            time,
            cancellationToken
        );

    /// <summary>
    /// Builds the day and month rollups that new hours or late events made stale. Hourly although it is about days: a late event must not
    /// leave its day to be read from hours until midnight.
    /// </summary>
    [Function("RollUpDaily")]
    [FixedDelayRetry(3, "00:01:00")]
    public Task DailyAsync([TimerTrigger("0 12 * * * *")] TimerInfo timer, CancellationToken cancellationToken) =>
        TimeLimit.RunAsync(rounds.RunLongerAsync, time, cancellationToken);
}
