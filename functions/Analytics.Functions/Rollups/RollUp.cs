using Analytics.Azure.Failures;
using Analytics.Core.Live;
using Analytics.Core.Rollups;
using Microsoft.Azure.Functions.Worker;

namespace Analytics.Functions.Rollups;

/// <summary>Rolls up on a schedule. A failed run leaves the rest to the next one; answers of queries stay correct.</summary>
/// <param name="rounds">Rolls up, one round at a time among all instances.</param>
/// <param name="demand">Names the buckets that can't wait for the hourly roll-up.</param>
/// <param name="clock">Stores when the hours were rolled up.</param>
/// <param name="time">Measures the time limit of a run.</param>
public sealed class RollUp(RollupRounds rounds, RollupDemand demand, RollupClock clock, TimeProvider time)
{
    /// <summary>Merges the live rows of closed hours into hour rollups.</summary>
    [Function("RollUpHourly")]
    [FixedDelayRetry(3, "00:01:00")]
    public async Task HourlyAsync([TimerTrigger("0 2 * * * *")] TimerInfo timer, CancellationToken cancellationToken)
    {
        // The start of the run is recorded: an hour that closes during a long run may not be in it.
        var started = clock.Now;
        await TimeLimit.RunAsync(rounds.RunHoursAsync, time, cancellationToken);
        await clock.RecordAsync(started, cancellationToken);
    }

    /// <summary>
    /// Folds buckets with many live rows and merges large ones, as after an import, also of hours that have not ended: queries would have
    /// to read all these rows.
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
    /// Builds the day and month rollups that new hours or late events made stale. It runs every hour, because queries read a stale day
    /// from its hours.
    /// </summary>
    [Function("RollUpDaily")]
    [FixedDelayRetry(3, "00:01:00")]
    public Task DailyAsync([TimerTrigger("0 12 * * * *")] TimerInfo timer, CancellationToken cancellationToken) =>
        TimeLimit.RunAsync(rounds.RunLongerAsync, time, cancellationToken);
}
