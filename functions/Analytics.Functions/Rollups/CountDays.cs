using Analytics.Azure.Failures;
using Analytics.Core.Queries.CountedDays;
using Microsoft.Azure.Functions.Worker;

namespace Analytics.Functions.Rollups;

/// <summary>Counts the closed days of large sites, so that questions about them read counts in place of events.</summary>
/// <param name="counter">Counts days, in one instance at a time.</param>
/// <param name="time">Measures the time limit of a run.</param>
public sealed class CountDays(DayCounter counter, TimeProvider time)
{
    /// <summary>
    /// Counts the days that were built since the last run, or asked for by questions. The next run continues an interrupted one.
    /// </summary>
    [Function(nameof(CountDays))]
    public Task RunAsync([TimerTrigger("0 4/10 * * * *", UseMonitor = false)] TimerInfo timer, CancellationToken cancellationToken) =>
        TimeLimit.RunAsync(counter.RunAsync, time, cancellationToken);
}
