using Analytics.Azure.Failures;
using Analytics.Core.Alerts;
using Microsoft.Azure.Functions.Worker;

namespace Analytics.Functions.Maintenance;

/// <summary>Evaluates alerts and calls their webhooks.</summary>
/// <param name="rounds">Evaluates in one process at a time.</param>
/// <param name="time">Measures the time limit of a run.</param>
public sealed class EvaluateAlerts(AlertRounds rounds, TimeProvider time)
{
    /// <summary>Evaluates every minute.</summary>
    [Function(nameof(EvaluateAlerts))]
    public Task RunAsync([TimerTrigger("35 * * * * *", UseMonitor = false)] TimerInfo timer, CancellationToken cancellationToken) =>
        TimeLimit.RunAsync(token => rounds.RunAsync(token), time, cancellationToken);
}
